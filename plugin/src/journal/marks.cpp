#include "marks.h"

#include "files.h"
#include "kept_json.h"
#include "layout.h"

#include "inlay/guarded.h"

#include <ctime>
#include <set>

namespace inlay::journal_marks {
namespace {

using nlohmann::json;

constexpr char const* file_name = "state.json";

void write(std::filesystem::path const& folder, json state) {
    state["schema"] = schema;
    [[maybe_unused]] auto const written =
        files::write_atomically(folder / file_name, {kept_json::text_of(state)}, 0600);
}

} // namespace

std::string local_time() {
    std::time_t const now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    char text[40];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S%z", &local)};
}

json read(std::filesystem::path const& folder) {
    return kept_json::object_in(folder / file_name);
}

bool set(std::filesystem::path const& folder, json const& fields) noexcept {
    return guarded(
        [&] {
            json state = read(folder);
            state.update(fields);
            write(folder, std::move(state));
            return true;
        },
        [](Error const&) { return false; });
}

bool set_now(std::filesystem::path const& folder, char const* field) noexcept {
    return guarded([&] { return set(folder, {{field, local_time()}}); }, [](Error const&) { return false; });
}

bool set_inserted(std::filesystem::path const& folder, std::span<std::size_t const> replies) noexcept {
    return guarded(
        [&] {
            json state = read(folder);
            std::set<std::size_t> all(replies.begin(), replies.end());
            if (auto const before = state.find("inserted_replies"); before != state.end() && before->is_array())
                for (json const& index : *before)
                    if (index.is_number_unsigned()) all.insert(index.get<std::size_t>());
            bool whole = !all.empty();
            for (auto const& there : {journal_layout::replies_in(folder), journal_layout::tasks_in(folder),
                                      journal_layout::arriving_in(folder)})
                for (std::size_t const index : there)
                    whole = whole && all.contains(index);
            state["inserted_replies"] = all;
            if (whole) state["inserted"] = local_time();
            write(folder, std::move(state));
            return true;
        },
        [](Error const&) { return false; });
}

} // namespace inlay::journal_marks
