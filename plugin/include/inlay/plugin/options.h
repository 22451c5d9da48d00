// What can a person choose? The values of one run. parameters.h is the table that dialogs, procedures, the command line
// and JSON are made from.
#pragma once

#include "inlay/plugin/placement.h"

#include <string>
#include <vector>

namespace inlay {

struct Options {
    std::string prompt;

    // Which service. Empty strings mean "what the settings say"; resolve_target() (target.h) decides.
    std::string provider;
    std::string base_url;
    std::string wire;
    std::string auth;
    std::string model;
    bool stream = false;
    int timeout_seconds = 0; // 0: what the settings say
    int retries = -1;        // -1: what the settings say
    std::string proxy;
    std::string ca_bundle;

    // What is asked for.
    std::string aspect; // "W:H" or empty
    std::string size;   // "1K", "2K", "4K" or empty
    int count = 1;
    std::vector<std::string> references; // files
    std::string system_text;
    std::string safety;
    placement::Switch send_mask = placement::Switch::automatic; // whether the model gets the selection

    // Where it goes.
    double feather = 0; // pixels; Gaussian with sigma = feather / 3.5
    int context = 25;   // percent of the selection's longer side
    placement::Options placement;
};

} // namespace inlay
