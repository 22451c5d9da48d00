// The parts of the Gemini dialect.
#pragma once

#include "dialect.h"

namespace inlay::sandbox {

constexpr char const* gemini_json = "application/json; charset=UTF-8";

// What Google says of a model that it does not serve.
std::string not_found_text(std::string_view model, std::string_view version);

Outcome<Question> read_generate_content(Incoming const& incoming, Route const& route); // gemini_read.cpp
Outgoing write_generate_content(Question const& question, Answer const& answer);       // gemini_write.cpp

} // namespace inlay::sandbox
