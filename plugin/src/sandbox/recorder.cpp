// How is a request kept for a test to read?
#include "recorder.h"

#include "inlay/base64.h"
#include "inlay/codec.h"
#include "multipart.h"

#include <cctype>
#include <cstdio>
#include <fstream>

namespace inlay::sandbox {

namespace {

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", byte);
            out += escape;
        } else {
            out += c;
        }
    }
    return out + '"';
}

bool holds_key(std::string_view name) {
    std::string text(name);
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text == "authorization" || text == "x-goog-api-key" || text == "api-key" || text == "x-api-key" ||
           text == "proxy-authorization" || text == "cookie";
}

// "key=abc&alt=sse" without the key; "Bearer abc" keeps its scheme, which tests look at.
std::string without_key(std::string query) {
    for (std::size_t at = 0; at < query.size();) {
        std::size_t const end = std::min(query.find('&', at), query.size());
        if (query.compare(at, 4, "key=") == 0) {
            query.replace(at + 4, end - at - 4, "[key]");
            at = query.find('&', at);
        } else {
            at = end;
        }
        if (at == std::string::npos) break;
        ++at;
    }
    return query;
}

std::string shown_header(http::Header const& header) {
    if (!holds_key(header.name)) return header.value;
    return header.value.starts_with("Bearer ") ? "Bearer [key]" : "[key]";
}

bool write_file(std::filesystem::path const& path, std::string_view bytes) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) std::fprintf(stderr, "inlay sandbox: %s could not be written.\n", path.c_str());
    return static_cast<bool>(out);
}

bool is_base64(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/' || c == '=' || c == '\\' ||
           c == '-' || c == '_';
}

// Pictures in JSON by how their Base64 begins, whatever the format around them.
std::vector<std::string> pictures_in_json(std::string_view body) {
    std::vector<std::string> pictures;
    for (std::size_t at = 0; at < body.size();) {
        std::size_t best = std::string_view::npos;
        for (std::string_view const beginning : {"iVBORw0KGgo", "/9j/", "UklGR"})
            best = std::min(best, body.find(beginning, at));
        if (best == std::string_view::npos) break;
        std::size_t end = best;
        while (end < body.size() && is_base64(body[end]))
            ++end;
        at = end;
        if (best == 0 || (body[best - 1] != '"' && body[best - 1] != ',')) continue; // in the middle of something else
        std::string text(body.substr(best, end - best));
        std::erase(text, '\\');
        if (auto bytes = base64::decode(text); bytes && sniff(*bytes)) pictures.push_back(std::move(*bytes));
    }
    return pictures;
}

std::vector<std::string> pictures_in(Incoming const& incoming) {
    auto const form = read_form(incoming.header("content-type"), incoming.body);
    if (!form) return pictures_in_json(incoming.body);
    std::vector<std::string> pictures;
    for (FormField const& field : *form) {
        if (sniff(field.value)) pictures.emplace_back(field.value);
    }
    return pictures;
}

} // namespace

void Recorder::record(Incoming const& incoming) {
    if (folder_.empty() || incoming.method != "POST") return;
    char number[16];
    std::snprintf(number, sizeof number, "%03d", ++count_);
    std::error_code ignored; // an unwritable folder shows itself at the first file
    std::filesystem::create_directories(folder_, ignored);
    std::string const base = (folder_ / number).string();
    if (!write_file(base + ".body", incoming.body)) return;
    int index = 0;
    for (std::string const& picture : pictures_in(incoming)) {
        auto const format = sniff(picture);
        std::string const ending = "." + std::string(picture_format(format.value_or(Format::png)).extensions.front());
        if (!write_file(base + "-" + std::to_string(++index) + ending, picture)) return;
    }
    std::string json = "{\"method\": " + json_text(incoming.method) + ", \"path\": " + json_text(incoming.path) +
                       ", \"query\": " + json_text(without_key(incoming.query)) + ", \"headers\": {";
    for (http::Header const& header : incoming.headers) {
        if (&header != &incoming.headers.front()) json += ", ";
        json += json_text(header.name) + ": " + json_text(shown_header(header));
    }
    std::string const temporary = base + ".json.part";
    if (!write_file(temporary, json + "}}\n")) return;
    std::filesystem::rename(temporary, base + ".json", ignored);
}

} // namespace inlay::sandbox
