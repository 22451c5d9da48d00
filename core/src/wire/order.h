// Has the service only taken an order, for a picture that it makes later? Gateways answer so in formats whose makers
// answer with the picture.
#pragma once

#include "wire/format.h"

namespace inlay::wire {

// The `next` of every format that has none of its own: the order is asked for at the address that the service gives, or
// at .../tasks/ID. Nothing when the reply is the last one: a picture, a failure, or no order at all.
std::optional<FollowUp> next_of_order(Turn const& turn);

} // namespace inlay::wire
