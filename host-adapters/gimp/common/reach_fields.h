// How is the service reached: address, wire format, proxy, time limit? The fields of *Advanced settings*.
// [GTK's thread]
#pragma once

#include "fields.h"

#include "inlay/plugin/settings.h"
#include "inlay/providers.h"

namespace inlay::gimp::ui {

class ReachFields {
  public:
    explicit ReachFields(Settings const& settings);

    [[nodiscard]] GtkWidget* widget() const { return grid_; }
    [[nodiscard]] GtkWidget* address() const { return base_url_.widget(); }
    // What this provider had when it was used last.
    void load(Provider const& provider, Settings const& settings);
    // Errors: usage.
    Result<void> store(std::string const& provider_id, Settings& settings) const;

  private:
    GtkWidget* grid_ = nullptr;
    Field base_url_{"base-url"};
    Field auth_{"auth"};
    Field wire_{"wire"};
    Field timeout_{"timeout"};
    Field retries_{"retries"};
    Field proxy_{"proxy"};
    Field ca_bundle_{"ca-bundle"};
};

} // namespace inlay::gimp::ui
