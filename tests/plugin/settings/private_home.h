// A home of its own for one test: no file, variable or keyring of the person who runs the tests is seen or touched.
#pragma once

#include "support/temp_folder.h"

#include <cstdlib>
#include <map>
#include <optional>
#include <string>

namespace inlay::test {

class PrivateHome {
  public:
    PrivateHome() {
        set("HOME", folder_.path().string());
        set("XDG_CONFIG_HOME", folder_.file("config"));
        set("XDG_DATA_HOME", folder_.file("data"));
        set("XDG_CACHE_HOME", folder_.file("cache"));
        set("XDG_RUNTIME_DIR", folder_.file("run"));
        for (auto const* name : {"DBUS_SESSION_BUS_ADDRESS", "INLAY_API_KEY", "COMETAPI_KEY", "GEMINI_API_KEY",
                                 "OPENAI_API_KEY", "OPENROUTER_API_KEY", "VERTEX_API_KEY", "MY_KEY"})
            set(name, std::nullopt);
    }
    ~PrivateHome() {
        for (auto const& [name, value] : before_)
            put(name, value);
    }
    PrivateHome(PrivateHome const&) = delete;
    PrivateHome& operator=(PrivateHome const&) = delete;

    void set(std::string const& name, std::optional<std::string> const& value) {
        char const* const old = std::getenv(name.c_str());
        before_.try_emplace(name, old == nullptr ? std::optional<std::string>() : std::optional<std::string>(old));
        put(name, value);
    }
    [[nodiscard]] std::filesystem::path config(std::string const& file) const {
        return folder_.path() / "config" / "inlay" / file;
    }
    [[nodiscard]] TempFolder const& folder() const { return folder_; }
    void write_config(std::string const& file, std::string_view text) const {
        std::filesystem::create_directories(config("").parent_path());
        write_whole_file(config(file), text);
    }

  private:
    static void put(std::string const& name, std::optional<std::string> const& value) {
        if (value)
            ::setenv(name.c_str(), value->c_str(), 1);
        else
            ::unsetenv(name.c_str());
    }
    TempFolder folder_;
    std::map<std::string, std::optional<std::string>> before_;
};

} // namespace inlay::test
