// What are the files of a kept job called, and what is in them? See layout.h.
#include "layout.h"

#include "files.h"
#include "kept_json.h"

#include "inlay/codec.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace inlay::journal_layout {
namespace {

using nlohmann::json;

constexpr std::string_view reply_prefix = "reply-";
constexpr std::size_t largest_task = 1u << 20;
constexpr std::string_view task_prefix = "task-";
constexpr std::string_view arriving_prefix = "arriving-";

bool is_named(http::Header const& header, std::string_view small) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(header.name, small, {}, lower);
}

// The text of a file of the journal, and of nothing else that somebody put in its place.
Result<std::string> kept_text(std::filesystem::path const& file, std::size_t largest) {
    auto found = files::read_if_there(file, largest, files::Kind::regular);
    if (!found) return fail(std::move(found.error()));
    if (!*found) return fail(ErrorCode::bad_input, "The kept answer " + file.string() + " is not there any more.");
    return std::move((*found)->bytes);
}

std::optional<std::size_t> number_behind(std::string_view prefix, std::string_view file_name) noexcept {
    if (!file_name.starts_with(prefix)) return std::nullopt;
    file_name.remove_prefix(prefix.size());
    std::size_t index = 0;
    auto const [end, problem] = std::from_chars(file_name.data(), file_name.data() + file_name.size(), index);
    if (problem != std::errc{} || end != file_name.data() + file_name.size()) return std::nullopt;
    return index;
}

std::vector<std::size_t> numbers_behind(std::string_view prefix, std::filesystem::path const& folder) {
    std::vector<std::size_t> indices;
    std::error_code error;
    for (std::filesystem::directory_iterator each(folder, error), end; !error && each != end; each.increment(error))
        if (auto const index = number_behind(prefix, each->path().filename().string())) indices.push_back(*index);
    std::ranges::sort(indices);
    return indices;
}

} // namespace

bool is_id(std::string_view id) noexcept {
    auto const good = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'; };
    return id.size() >= 16 && id.size() <= 40 && id[8] == '-' && id[15] == '-' && std::ranges::all_of(id, good);
}

std::vector<std::string> picture_endings() {
    std::vector<std::string> endings;
    for (PictureFormat const& format : picture_formats())
        endings.emplace_back(format.extensions.front());
    endings.emplace_back(unknown_ending);
    return endings;
}

std::string reply_name(std::size_t index) {
    return std::string(reply_prefix) + std::to_string(index);
}

std::optional<std::size_t> index_of_reply(std::string_view file_name) noexcept {
    return number_behind(reply_prefix, file_name);
}

std::vector<std::size_t> replies_in(std::filesystem::path const& folder) {
    return numbers_behind(reply_prefix, folder);
}

std::string arriving_name(std::size_t index) {
    return std::string(arriving_prefix) + std::to_string(index);
}

std::vector<std::size_t> arriving_in(std::filesystem::path const& folder) {
    auto indices = numbers_behind(arriving_prefix, folder);
    if (indices.empty()) return indices;
    auto const whole = replies_in(folder);
    std::erase_if(indices, [&](std::size_t index) { return std::ranges::find(whole, index) != whole.end(); });
    return indices;
}

std::string task_name(std::size_t index) {
    return std::string(task_prefix) + std::to_string(index);
}

std::vector<std::size_t> tasks_in(std::filesystem::path const& folder) {
    return numbers_behind(task_prefix, folder);
}

bool holds_something(std::filesystem::path const& folder) {
    return !replies_in(folder).empty() || !tasks_in(folder).empty() || !arriving_in(folder).empty();
}

std::string image_stem(std::size_t reply, std::size_t image) {
    return "image-" + std::to_string(reply) + "-" + std::to_string(image) + ".";
}

std::string reply_head(int status, std::vector<http::Header> const& headers) {
    json kept = json::array();
    for (auto const& header : headers)
        if (!is_named(header, "set-cookie")) kept.push_back({header.name, header.value});
    json const head{{"status", status}, {"headers", std::move(kept)}};
    return head.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<KeptReply> read_reply(std::filesystem::path const& file) {
    auto bytes = kept_text(file, largest_reply);
    if (!bytes) return fail(std::move(bytes.error()));
    auto const damaged = [&] {
        return fail(ErrorCode::bad_input, "The kept answer " + file.string() + " is damaged.");
    };
    std::size_t const line_end = bytes->find('\n');
    if (line_end == std::string::npos) return damaged();
    json const head = kept_json::object_of(std::string_view(*bytes).substr(0, line_end));
    if (!head.contains("status") || !head["status"].is_number_integer()) return damaged();
    KeptReply reply;
    reply.status = head["status"].get<int>();
    json const headers = head.value("headers", json());
    if (!headers.is_array()) return damaged();
    for (auto const& pair : headers) {
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string()) return damaged();
        reply.headers.push_back({pair[0].get<std::string>(), pair[1].get<std::string>()});
    }
    bytes->erase(0, line_end + 1);
    reply.body = std::move(*bytes);
    return reply;
}

std::optional<std::uint64_t> KeptReply::announced() const {
    std::optional<std::uint64_t> length;
    for (http::Header const& header : headers) {
        if (is_named(header, "content-encoding")) return std::nullopt; // the length is that of other bytes
        std::uint64_t bytes = 0;
        if (is_named(header, "content-length") &&
            std::from_chars(header.value.data(), header.value.data() + header.value.size(), bytes).ec == std::errc{})
            length = bytes;
    }
    return length;
}

std::string task_text(Task const& task) {
    return json{{"id", task.id}, {"url", task.url}}.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<Task> read_task(std::filesystem::path const& file) {
    auto const text = kept_text(file, largest_task);
    if (!text) return fail(text.error());
    json const task = kept_json::object_of(*text);
    auto const is_text = [&](char const* name) { return task.contains(name) && task[name].is_string(); };
    if (!is_text("id") || !is_text("url"))
        return fail(ErrorCode::bad_input, "The kept order " + file.string() + " is damaged.");
    return Task{task["id"], task["url"]};
}

} // namespace inlay::journal_layout
