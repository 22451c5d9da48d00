// What are the files of a kept job called, and what is in them?
#pragma once

#include "inlay/http.h"
#include "inlay/model_call.h"
#include "inlay/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace inlay::journal_layout {

constexpr std::size_t largest_reply = 512u << 20; // more than the transport lets in

// Ids come from people, too: nothing but digits, small letters a to f and hyphens, so never a path.
bool is_id(std::string_view id) noexcept;

// Of a fetched picture that is none.
constexpr std::string_view unknown_ending = "bin";
// As which a picture may have been written.
std::vector<std::string> picture_endings();

std::string reply_name(std::size_t index);
// The number in "reply-N"; nullopt for every other name.
std::optional<std::size_t> index_of_reply(std::string_view file_name) noexcept;
// Of the replies in the folder, ascending. Empty when there is no such folder.
std::vector<std::size_t> replies_in(std::filesystem::path const& folder);
// While it comes; only what has not become a reply counts.
std::string arriving_name(std::size_t index);
std::vector<std::size_t> arriving_in(std::filesystem::path const& folder);
std::string task_name(std::size_t index);
// Of the orders in the folder, whether their pictures have come or not.
std::vector<std::size_t> tasks_in(std::filesystem::path const& folder);
// An answer, a part of one, or an order.
bool holds_something(std::filesystem::path const& folder);
// "image-N-M." without its ending, which the picture's bytes decide.
std::string image_stem(std::size_t reply, std::size_t image);

struct KeptReply {
    int status = 0;
    std::vector<http::Header> headers;
    std::string body;
    // Of the body, when the service had said how long it will be.
    [[nodiscard]] std::optional<std::uint64_t> announced() const;
};
// One line of JSON, {"status": 200, "headers": [["name", "value"], ...]}, in front of the body as it came.
std::string reply_head(int status, std::vector<http::Header> const& headers);
Result<KeptReply> read_reply(std::filesystem::path const& file);

std::string task_text(Task const& task);
Result<Task> read_task(std::filesystem::path const& file);

} // namespace inlay::journal_layout
