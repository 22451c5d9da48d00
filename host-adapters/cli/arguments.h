// What did the person type? From argv to one value; every mistake is an Error `usage` with a sentence.
#pragma once

#include "inlay/plugin/options.h"
#include "inlay/plugin/sandbox.h"
#include "inlay/raster.h"
#include "inlay/result.h"

#include <optional>
#include <string>

namespace inlay::cli {

enum class Command {
    help,
    version,
    edit,
    generate,
    batch,
    place,
    sandbox,
    recover,
    history,
    providers,
    models,
    key_set,
    key_get,
    key_delete,
    balance,
    usage,
    errors
};

struct Arguments {
    Command command = Command::help;
    std::string help_text; // Command::help

    Options options;                               // from the parameter table
    std::string key_environment = "INLAY_API_KEY"; // --key-env
    bool key_environment_given = false;            // recover: it is not the default
    bool json = false;
    bool quiet = false;

    int jobs = 2;                 // batch
    int per_minute = 0;           // batch; 0: no limit
    std::optional<double> budget; // batch, US dollars
    bool overwrite = false;       // batch
    bool retry_unknown = false;   // batch
    bool take_over = false;       // batch

    std::string input;          // edit: IN; place: --source; batch: a folder or a list
    std::string answer;         // place: --answer
    std::string output;         // -o
    std::string layer;          // --layer
    std::string mask;           // --mask
    std::string explain;        // --explain
    std::optional<Rect> select; // --select
    int jpeg_quality = 95;      // --jpeg-quality
    bool strip = false;         // --strip

    std::string provider; // models, key
    std::string id;       // recover
    bool forget = false;  // recover ID --delete
    std::string search;   // history --search
    bool schema = false;  // providers --schema

    sandbox::ServerOptions sandbox;
};

// `wants_json`: set as soon as --json is seen, so that a usage error can be told as JSON too.
Result<Arguments> parse_arguments(int argc, char const* const* argv, bool& wants_json);

} // namespace inlay::cli
