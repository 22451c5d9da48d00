// What can `inlay` do? One function for each command, each returning the exit status.
#pragma once

#include "arguments.h"

#include "inlay/result.h"

namespace inlay::cli {

Result<void> run_edit(Arguments const& arguments);
Result<void> run_generate(Arguments const& arguments);
// Its exit status: every failure of its own is told already.
Result<int> run_batch(Arguments const& arguments);
Result<void> run_place(Arguments const& arguments);
Result<void> run_recover(Arguments const& arguments);
void list_offered(Arguments const& arguments); // `recover` without an ID
Result<void> run_history(Arguments const& arguments);
Result<void> run_providers(Arguments const& arguments);
Result<void> run_models(Arguments const& arguments);
Result<void> run_usage(Arguments const& arguments);
Result<void> run_balance(Arguments const& arguments);
Result<void> run_errors(Arguments const& arguments);
Result<void> run_key_set(Arguments const& arguments);
Result<void> run_key_get(Arguments const& arguments);
Result<void> run_key_delete(Arguments const& arguments);

} // namespace inlay::cli
