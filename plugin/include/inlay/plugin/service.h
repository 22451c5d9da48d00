// Both under their former name, until every host includes what it uses.
#pragma once

#include "inlay/plugin/served_models.h"
#include "inlay/plugin/usage.h"
