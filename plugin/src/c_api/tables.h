// How is a model of the provider table written as JSON? Internal to this folder.
#pragma once

#include "inlay/providers.h"

#include <nlohmann/json.hpp>

namespace inlay::c_api {

using json = nlohmann::ordered_json;

json model_json(Model const& model);

} // namespace inlay::c_api
