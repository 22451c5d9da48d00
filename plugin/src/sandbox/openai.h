// What do the two OpenAI formats share? Errors and the list of models.
#pragma once

#include "dialect.h"

namespace inlay::sandbox {

class OpenAi : public Dialect {
  public:
    [[nodiscard]] Outgoing refuse(Problem const& problem) const final;
    [[nodiscard]] Problem typical(int status, std::string_view variant, std::string_view model) const final;
    [[nodiscard]] Outgoing list_models() const final;
    [[nodiscard]] Outgoing show_model(std::string_view id) const final;

  protected:
    // Adds the picture of a data URI to `pictures`.
    static std::optional<Problem> add_data_uri(std::string_view url, std::string const& param,
                                               std::vector<Picture>& pictures);
    static std::optional<Problem> add_picture(std::string bytes, std::string_view mime, std::string const& param,
                                              std::vector<Picture>& pictures);
    static Problem unknown_model(std::string_view id);
};

} // namespace inlay::sandbox
