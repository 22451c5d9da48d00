// What the fields of a window say, as settings. Internal to this folder.
#pragma once

#include "inlay/plugin/options.h"
#include "inlay/plugin/settings.h"
#include "inlay/providers.h"

namespace inlay {

struct Written {
    Settings settings;
    Options options; // the rest: without the service, but with an address that nobody had typed before
};
Written taken(Settings settings, ProviderTable const& providers, Options const& written);

} // namespace inlay
