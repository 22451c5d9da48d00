// The command `inlay`: which command was meant, and what is its exit status?
#include "arguments.h"
#include "commands.h"
#include "outcome.h"
#include "output.h"
#include "process.h"

#include "inlay/guarded.h"
#include "inlay/plugin/sandbox.h"

#include <fmt/core.h>

namespace inlay::cli {
namespace {

Result<void> run(Arguments const& arguments) {
    switch (arguments.command) {
    case Command::help:
        write_out(arguments.help_text);
        return {};
    case Command::version:
        print("inlay {}\n", INLAY_VERSION);
        return {};
    case Command::edit:
        return run_edit(arguments);
    case Command::generate:
        return run_generate(arguments);
    case Command::place:
        return run_place(arguments);
    case Command::recover:
        return run_recover(arguments);
    case Command::history:
        return run_history(arguments);
    case Command::providers:
        return run_providers(arguments);
    case Command::models:
        return run_models(arguments);
    case Command::key_set:
        return run_key_set(arguments);
    case Command::key_get:
        return run_key_get(arguments);
    case Command::key_delete:
        return run_key_delete(arguments);
    case Command::errors:
        return run_errors(arguments);
    case Command::balance:
        return run_balance(arguments);
    case Command::usage:
        return run_usage(arguments);
    case Command::batch:
    case Command::sandbox:
        break; // a server, which gives an exit status of its own
    }
    return fail(ErrorCode::internal, "A command was started in the wrong place.");
}

// Where the JSON does not get out, a person is told.
int failed_with(bool json, Error const& error) {
    print_error(json, error);
    if (json && !output_was_written()) print_error(false, error);
    return exit_status(error.code);
}

int run_program(int argc, char const* const* argv) {
    bool json = false;
    auto const arguments = parse_arguments(argc, argv, json);
    if (!arguments) {
        return failed_with(json, arguments.error());
    }
    if (arguments->command == Command::sandbox) return sandbox::run_server(arguments->sandbox);
    if (arguments->command == Command::batch) {
        auto const status = run_batch(*arguments);
        if (!status) return failed_with(json, status.error());
        return *status == 0 && !output_was_written() ? failed_with(false, output_was_written().error()) : *status;
    }
    auto done = run(*arguments);
    if (done) done = output_was_written();
    if (done) return 0;
    show_progress(*arguments, "");
    return failed_with(json, done.error());
}

} // namespace
} // namespace inlay::cli

int main(int argc, char** argv) {
    inlay::cli::arrange_process();
    return inlay::guarded([&] { return inlay::cli::run_program(argc, argv); },
                          [](inlay::Error const& error) {
                              inlay::cli::print_error(false, error);
                              return inlay::exit_status(error.code);
                          });
}
