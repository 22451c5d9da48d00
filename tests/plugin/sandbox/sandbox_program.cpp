// `inlay sandbox` without the rest of the command line, so that these tests need nothing else built.
#include "inlay/plugin/sandbox.h"

#include <cstdlib>
#include <string_view>

int main(int count, char** words) {
    inlay::sandbox::ServerOptions options;
    for (int i = 1; i < count; ++i) {
        std::string_view const word = words[i];
        auto const number = [&] { return i + 1 < count ? std::atoi(words[++i]) : 0; };
        if (word == "--port")
            options.port = number();
        else if (word == "--idle")
            options.idle_seconds = number();
        else if (word == "--delay")
            options.delay_ms = number();
        else if (word == "--end-with-stdin")
            options.end_with_stdin = true;
        else if (word == "--drift")
            options.drift = true;
        else if (word != "sandbox")
            return 2;
    }
    return inlay::sandbox::run_server(options);
}
