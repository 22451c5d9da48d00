// A home of its own for each test of the command line, and short ways to run it.
#pragma once

#include "support/pictures.h"
#include "support/program.h"
#include "support/scripted_server.h"
#include "support/temp_folder.h"

#include "inlay/base64.h"
#include "inlay/codec.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace inlay::test {

class CommandLine : public ::testing::Test {
  protected:
    TempFolder folder;
    std::map<std::string, std::string> environment{
        {"HOME", folder.file("home")}, {"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}};

    std::vector<std::string> command(std::vector<std::string> words) const {
        words.insert(words.begin(), INLAY_PROGRAM);
        return words;
    }
    Ran inlay(std::vector<std::string> words, std::string const& standard_input = {}) const {
        return run_program(command(std::move(words)), environment, standard_input);
    }
    // A file in the test's folder with that picture in the format of its name.
    std::string picture_file(std::string const& name, ImageView image) const {
        auto const format = *format_of_name(name);
        auto const bytes = format == Format::png    ? encode_png(image)
                           : format == Format::jpeg ? encode_jpeg(image)
                                                    : encode_webp(image);
        write_whole_file(folder.path() / name, bytes.value());
        return folder.file(name);
    }
    static Decoded decoded_file(std::string const& file) { return decode(read_whole_file(file)).value(); }

    // What a gemini service answers with this picture.
    static std::string gemini_reply(std::string const& bytes, std::string const& mime = "image/png") {
        return R"({"candidates":[{"content":{"role":"model","parts":[{"text":"Here it is."},{"inlineData":{"mimeType":")" +
               mime + R"(","data":")" + base64::encode(bytes) +
               R"("}}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":263,"candidatesTokenCount":1290,)"
               R"("totalTokenCount":1553},"modelVersion":"gemini-2.5-flash-image","responseId":"abc123"})";
    }
    static ScriptedServer::Script json_reply(int status, std::string const& body) {
        return ScriptedServer::always(status, {{"Content-Type", "application/json"}}, body);
    }
};

} // namespace inlay::test
