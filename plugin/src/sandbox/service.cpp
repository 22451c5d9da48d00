// Which format and which action does a path mean, and what becomes of the request?
#include "service.h"

#include "answer.h"
#include "inlay/guarded.h"
#include "inlay/plugin/sandbox.h"
#include "noise.h"

#include <chrono>
#include <sstream>
#include <unistd.h>

namespace inlay::sandbox {

namespace {

enum class Action { none, ask, list, show, index };

struct Destination {
    Action action = Action::none;
    Dialect const* dialect = nullptr;
    Route route;
};

bool is_version(std::string_view segment) {
    return segment == "v1" || segment == "v1beta" || segment == "v1beta1" || segment == "v1alpha";
}

// "/v1/v1/chat/completions": real services know no such address, so a client that doubles a version must not get away
// with it here.
bool doubled_version(std::string_view path) {
    std::string_view before;
    while (!path.empty()) {
        std::size_t const end = std::min(path.find('/'), path.size());
        std::string_view const segment = path.substr(0, end);
        if (is_version(segment) && is_version(before)) return true;
        before = segment;
        path.remove_prefix(std::min(path.size(), end + 1));
    }
    return false;
}

Destination find_destination(Incoming const& incoming) {
    std::string_view const path = incoming.path;
    bool const get = incoming.method == "GET" || incoming.method == "HEAD";
    Destination to;
    auto const all = dialects();
    auto const owner = std::ranges::find_if(all, [&](auto const* dialect) { return dialect->owns(path); });
    to.dialect = owner != all.end() ? *owner : all.back();
    if (doubled_version(path)) return to;
    if (get && (path == "/" || path.empty())) {
        to.action = Action::index;
    } else if (auto route = to.dialect->route(path)) {
        to.route = std::move(*route);
        if (incoming.method == "POST") to.action = Action::ask;
    } else if (path.ends_with("/models")) {
        if (get) to.action = Action::list;
    } else if (std::size_t const models = path.rfind("/models/"); models != std::string_view::npos) {
        to.route.model = path.substr(models + 8);
        if (get && to.route.model.find(':') == std::string::npos) to.action = Action::show;
    }
    return to;
}

// Where the mask lets more than half of a change through.
std::optional<Rect> bounds_of_part(ImageView mask) {
    int left = mask.width(), top = mask.height(), right = 0, bottom = 0;
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            if (mask.pixel(x, y)[3] >= 128) continue;
            left = std::min(left, x);
            right = std::max(right, x + 1);
            top = std::min(top, y);
            bottom = std::max(bottom, y + 1);
        }
    }
    if (right <= left) return std::nullopt;
    return Rect{left, top, right - left, bottom - top};
}

std::optional<Rect> selected_part(Incoming const& incoming, Question const& question) {
    if (question.mask) return bounds_of_part(question.mask->image);
    std::istringstream from{std::string(incoming.header(selection_header))};
    Rect part;
    if (!(from >> part.x >> part.y >> part.width >> part.height)) return std::nullopt;
    constexpr int most = 1 << 20; // no picture is larger, and no sum of two overflows
    for (int const value : {part.x, part.y, part.width, part.height})
        if (value < 0 || value > most) return std::nullopt;
    return part;
}

Outgoing web_page(int status) {
    std::string const code = std::to_string(status);
    return whole(status, "text/html; charset=UTF-8",
                 "<!DOCTYPE html>\n<html><head><title>" + code +
                     ": A time-out occurred</title></head>\n<body><h1>Error " + code +
                     "</h1><p>The web server reported an error. This page was made by Inlay's sandbox, as a proxy "
                     "would make it.</p></body></html>\n");
}

} // namespace

Service::Service(ServerOptions options) : options_(std::move(options)) {}

Outgoing Service::respond(Incoming const& incoming) noexcept {
    return guarded([&] { return routed(incoming); },
                   [&](Error const& error) noexcept {
                       Outgoing out;
                       out.status = 500;
                       out.headers.push_back({"Content-Type", "text/plain; charset=UTF-8"});
                       out.pieces.push_back({"The sandbox has a defect: " + error.detail + "\n", 1});
                       return out;
                   });
}

Outgoing Service::routed(Incoming const& incoming) {
    Destination const to = find_destination(incoming);
    switch (to.action) {
    case Action::index:
        return whole(200, "text/plain; charset=UTF-8", index_page());
    case Action::list:
        return to.dialect->list_models();
    case Action::show:
        return to.dialect->show_model(to.route.model);
    case Action::none:
        return to.dialect->not_there(incoming);
    case Action::ask:
        break;
    }
    Dialect const& dialect = *to.dialect;
    if (incoming.body.size() > max_body_bytes) return dialect.refuse(dialect.typical(413, {}, {}));
    auto question = dialect.read(incoming, to.route);
    if (!question) return dialect.refuse(question.error());
    question->part = selected_part(incoming, *question);

    std::optional<Command> command = read_command(question->prompt);
    if (command && command->once && !first_time(question->prompt)) {
        command = Command{Trick::unchanged, 0, 0, {}, false, command->rest};
        if (!command->rest.empty()) command->trick = Trick::slow; // slow by nothing: the effect that was asked for
    }
    Trick const trick = command ? command->trick : Trick::none;
    auto const delay = std::chrono::milliseconds(options_.delay_ms < 0 ? 600 : options_.delay_ms);
    Outgoing out;
    if (trick == Trick::error) {
        out = dialect.refuse(dialect.typical(command->number, command->variant, question->model_name));
    } else if (trick == Trick::html) {
        out = web_page(command->number);
    } else if (trick != Trick::dropped && trick != Trick::silent) {
        Answer answer = answer_to(*question, command, options_);
        answer.id = next_id();
        answer.created =
            std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
                .count();
        out = dialect.write(*question, answer);
        if (dialect.names_requests()) out.headers.push_back({"x-request-id", "req_" + answer.id});
    }
    out.delay = delay;
    if (trick == Trick::slow && command->number > 0) out.delay = std::chrono::seconds(command->number);
    if (trick == Trick::cut_off) out.ending = Ending::cut_off;
    if (trick == Trick::dropped) out.ending = Ending::dropped;
    if (trick == Trick::silent) out.ending = Ending::silent;
    return out;
}

bool Service::first_time(std::string const& prompt) {
    std::lock_guard const lock(mutex_);
    return seen_.insert(prompt).second;
}

std::string Service::next_id() {
    std::lock_guard const lock(mutex_);
    ++requests_;
    auto const now = std::chrono::system_clock::now().time_since_epoch().count();
    std::uint64_t bits = hash_of(std::to_string(now), requests_ + (static_cast<std::uint64_t>(getpid()) << 32));
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz012345678901";
    std::string id;
    for (int i = 0; i < 22; ++i) {
        if (bits == 0) bits = hash_of(id, requests_);
        id += letters[bits % 64];
        bits /= 64;
    }
    return id;
}

} // namespace inlay::sandbox
