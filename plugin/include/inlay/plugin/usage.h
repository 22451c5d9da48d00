// What was spent? data_folder()/usage.jsonl (0600), one line for each run; prompts are not in it.
#pragma once

#include "inlay/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace inlay {

struct Spent {
    std::string provider;
    std::string model;
    std::int64_t pictures = 0;
    double price_usd = 0; // what the service said, otherwise the table's list price; 0 when nobody knows
    std::int64_t tokens = 0;
};
Result<void> record_spent(Spent const& spent);

struct DayOfUse {
    std::string date; // "2026-11-25", local
    std::int64_t runs = 0;
    std::int64_t pictures = 0;
    double price_usd = 0;
    std::int64_t tokens = 0;
};
// Newest first. Lines that cannot be read are passed over.
std::vector<DayOfUse> days_of_use();

// US dollars of this day, local time: what the services said, otherwise list prices. Reads a small file.
double spent_today();

} // namespace inlay
