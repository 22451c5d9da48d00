// Settings in which nothing has its default value.
#pragma once

#include "inlay/plugin/settings.h"

namespace inlay::test {

inline Settings some_settings() {
    Settings settings;
    settings.provider = "google";
    settings.model_of = {{"google", "gemini-3-pro-image"}, {"cometapi", "m"}};
    settings.base_url_of = {{"cometapi", "https://gate.example/c"}};
    settings.auth_of = {{"cometapi", "bearer"}};
    settings.wire_of = {{"cometapi", "openai-chat"}};
    settings.proxy = "http://p:3128";
    settings.ca_bundle = "/etc/c.pem";
    settings.timeout_seconds = 90;
    settings.retries = 0;
    settings.last_values = {{"prompt", "ein roter\nHut"}, {"count", "2"}};
    return settings;
}

} // namespace inlay::test
