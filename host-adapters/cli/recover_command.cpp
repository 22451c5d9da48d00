// How does a paid answer come back that never reached a picture?
#include "commands.h"
#include "interrupt.h"
#include "outcome.h"
#include "output.h"
#include "picture_file.h"

#include "inlay/codec.h"
#include "inlay/plugin/journal.h"
#include "inlay/plugin/recover.h"
#include "inlay/plugin/settings.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace inlay::cli {
namespace {

using json = nlohmann::ordered_json;

// What is in the journal; what a service still owes is asked for first.
Result<Reply> recovered(Arguments const& arguments) {
    watch_for_interrupt();
    std::stop_source stop;
    RecoverRequest request;
    request.id = arguments.id;
    request.key_environment = arguments.key_environment;
    request.key_environment_given = arguments.key_environment_given;
    request.stop = stop.get_token();
    request.on_progress = [&](Progress const& progress) {
        if (interrupted()) stop.request_stop();
        show_progress(arguments, progress.text);
    };
    auto found = recover(request);
    if (!found) return fail(found.error());
    show_progress(arguments, "");
    for (std::string const& note : found->notes)
        say(arguments, note);
    return std::move(found->reply);
}

} // namespace

Result<void> run_recover(Arguments const& arguments) {
    if (arguments.id.empty()) {
        list_offered(arguments);
        return {};
    }
    json files = json::array();
    if (!arguments.output.empty()) {
        if (auto writable = check_writable(arguments.output); !writable) return writable;
        auto reply = recovered(arguments);
        if (!reply) return fail(reply.error());
        std::size_t const count = reply->images.size();
        std::vector<FileToWrite> set;
        std::vector<std::string> notes;
        for (std::size_t i = 0; i < count; ++i) {
            std::string const name = numbered(arguments.output, i + 1, count);
            auto bytes = answer_for(name, std::move(reply->images[i].bytes), notes);
            if (!bytes) return fail(bytes.error());
            set.push_back({name, std::move(*bytes)});
            files.push_back(name);
        }
        for (std::string const& note : notes)
            say(arguments, note);
        if (auto written = write_files_together(set); !written) return written;
        for (FileToWrite const& file : set)
            if (!arguments.json && !arguments.quiet) print("{}\n", file.path.string());
    }
    if (!arguments.output.empty() && !arguments.forget) [[maybe_unused]]
        auto const noted = default_journal().mark_saved(arguments.id); // not offered any more
    if (arguments.forget) {
        if (auto removed = default_journal().remove(arguments.id); !removed) return removed;
    }
    if (arguments.json)
        print("{}\n", json{{"id", arguments.id}, {"files", files}, {"deleted", arguments.forget}}.dump(2));
    return {};
}

} // namespace inlay::cli
