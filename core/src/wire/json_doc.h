// How is JSON read that holds strings of 20 MB?
//
// One scan cuts every long string out and leaves a short placeholder; nlohmann parses what remains, which is small.
// Long strings stay where they are, as views: a picture is decoded straight from the reply's own bytes, and a thought
// signature of 1.5 MB is never touched.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::wire {

class JsonDoc {
  public:
    enum class State {
        ok,
        cut_off, // the text ends inside the value
        broken,  // no JSON, nested too deeply, or too much of it
    };

    // Reads the value at the beginning of `text` (white space before it is skipped), which must outlive this.
    explicit JsonDoc(std::string_view text);
    ~JsonDoc();
    JsonDoc(JsonDoc const&) = delete;
    JsonDoc& operator=(JsonDoc const&) = delete;

    [[nodiscard]] State state() const { return state_; }
    // How much of `text` the value took; more may follow.
    [[nodiscard]] std::size_t consumed() const { return consumed_; }
    [[nodiscard]] nlohmann::json const& root() const { return *root_; } // null unless ok

    // What a string value means; empty for everything that is no string. The view is into the text, into the value, or,
    // when escapes had to be resolved, into `scratch`.
    [[nodiscard]] std::string_view text_of(nlohmann::json const& value, std::string& scratch) const;
    [[nodiscard]] std::string copy_of(nlohmann::json const& value) const;

  private:
    void cut(std::string_view text, std::string& skeleton);

    State state_ = State::broken;
    std::size_t consumed_ = 0;
    std::vector<std::string_view> long_strings_;
    std::unique_ptr<nlohmann::json> root_;
};

// The member of an object; a null value when there is none or `value` is no object.
nlohmann::json const& member(nlohmann::json const& value, char const* name);
// The first of two spellings (camelCase and snake_case) that is there and not null.
nlohmann::json const& member(nlohmann::json const& value, char const* name, char const* other_name);

} // namespace inlay::wire
