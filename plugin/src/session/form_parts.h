// The parts of a form. Internal to this folder.
#pragma once

#include "inlay/plugin/session.h"

namespace inlay::form_parts {

// What the parts have in common.
struct Basis {
    Action action;
    Options const& written;
    FormContext const& context;
    ProviderTable const& providers;
    Provider const& provider;
    ServedModels const& served;
    Model const& model; // the one that is written, or proposed
};

std::vector<FormSection> sections(Basis const& basis);
std::optional<FormKey> key(Basis const& basis);
std::string target_sentence(Basis const& basis);
std::vector<std::string> notes(Basis const& basis);

} // namespace inlay::form_parts
