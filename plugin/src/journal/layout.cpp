// What are the files of a kept job called, and what is in them? See layout.h.
#include "layout.h"

#include "inlay/codec.h"
#include "inlay/plugin/settings.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace inlay::journal_layout {
namespace {

using nlohmann::json;

constexpr std::string_view reply_prefix = "reply-";
constexpr std::size_t largest_task = 1u << 20;
constexpr std::string_view task_prefix = "task-";

bool is_cookie(std::string_view name) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(name, std::string_view("set-cookie"), {}, lower);
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

std::string task_name(std::size_t index) {
    return std::string(task_prefix) + std::to_string(index);
}

std::vector<std::size_t> tasks_in(std::filesystem::path const& folder) {
    return numbers_behind(task_prefix, folder);
}

std::string image_stem(std::size_t reply, std::size_t image) {
    return "image-" + std::to_string(reply) + "-" + std::to_string(image) + ".";
}

std::string reply_head(http::Response const& response) {
    json headers = json::array();
    for (auto const& header : response.headers)
        if (!is_cookie(header.name)) headers.push_back({header.name, header.value});
    json const head{{"status", response.status}, {"headers", std::move(headers)}};
    return head.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<KeptReply> read_reply(std::filesystem::path const& file) {
    auto bytes = read_file(file, largest_reply);
    if (!bytes) return fail(std::move(bytes.error()));
    auto const damaged = [&] {
        return fail(ErrorCode::bad_input, "The kept answer " + file.string() + " is damaged.");
    };
    std::size_t const line_end = bytes->find('\n');
    if (line_end == std::string::npos) return damaged();
    json const head = json::parse(std::string_view(*bytes).substr(0, line_end), nullptr, false);
    if (!head.is_object() || !head.contains("status") || !head["status"].is_number_integer()) return damaged();
    KeptReply reply;
    reply.status = head["status"].get<int>();
    for (auto const& pair : head.value("headers", json::array())) {
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string()) return damaged();
        reply.headers.push_back({pair[0].get<std::string>(), pair[1].get<std::string>()});
    }
    bytes->erase(0, line_end + 1);
    reply.body = std::move(*bytes);
    return reply;
}

std::string task_text(Task const& task) {
    return json{{"id", task.id}, {"url", task.url}}.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<Task> read_task(std::filesystem::path const& file) {
    auto const text = read_file(file, largest_task);
    if (!text) return fail(text.error());
    json const task = json::parse(*text, nullptr, false);
    auto const is_text = [&](char const* name) { return task.contains(name) && task[name].is_string(); };
    if (!task.is_object() || !is_text("id") || !is_text("url"))
        return fail(ErrorCode::bad_input, "The kept order " + file.string() + " is damaged.");
    return Task{task["id"], task["url"]};
}

} // namespace inlay::journal_layout
