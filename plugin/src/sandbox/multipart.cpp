// How is a multipart/form-data body taken apart?
#include "multipart.h"

#include <cctype>

namespace inlay::sandbox {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

// `name` of `form-data; name="image[]"; filename="a.png"`.
std::string parameter(std::string_view header, std::string_view name) {
    std::string const key = std::string(name) + "=";
    for (std::size_t at = header.find(key); at != std::string_view::npos; at = header.find(key, at + 1)) {
        if (at > 0 && header[at - 1] != ' ' && header[at - 1] != ';' && header[at - 1] != '\t')
            continue; // "filename" holds "name"
        std::string_view rest = header.substr(at + key.size());
        if (!rest.starts_with('"')) return std::string(trimmed(rest.substr(0, rest.find(';'))));
        rest.remove_prefix(1);
        std::string out;
        for (std::size_t i = 0; i < rest.size() && rest[i] != '"'; ++i) {
            if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
            out += rest[i];
        }
        return out;
    }
    return {};
}

FormField read_field(std::string_view head, std::string_view value) {
    FormField field;
    field.value = value;
    while (!head.empty()) {
        std::size_t const end = std::min(head.find("\r\n"), head.size());
        std::string_view const line = head.substr(0, end);
        head.remove_prefix(std::min(head.size(), end + 2));
        std::size_t const colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        std::string const name = lower(trimmed(line.substr(0, colon)));
        std::string_view const text = trimmed(line.substr(colon + 1));
        if (name == "content-disposition") {
            field.name = parameter(text, "name");
            field.file_name = parameter(text, "filename");
        } else if (name == "content-type") {
            field.content_type = lower(trimmed(text.substr(0, text.find(';'))));
        }
    }
    return field;
}

} // namespace

std::optional<std::vector<FormField>> read_form(std::string_view content_type, std::string_view body) {
    if (!lower(content_type).starts_with("multipart/form-data")) return std::nullopt;
    std::string const boundary = parameter(content_type, "boundary");
    if (boundary.empty()) return std::nullopt;
    std::string const line = "--" + boundary;
    std::size_t at = 0;
    if (!body.starts_with(line)) { // something may stand before the first part
        at = body.find("\r\n" + line);
        if (at == std::string_view::npos) return std::nullopt;
        at += 2;
    }
    at += line.size();
    std::vector<FormField> fields;
    while (!body.substr(at).starts_with("--")) {
        if (!body.substr(at).starts_with("\r\n")) return std::nullopt;
        at += 2;
        std::size_t const end = body.find("\r\n" + line, at);
        std::size_t const blank = body.find("\r\n\r\n", at);
        if (end == std::string_view::npos || blank == std::string_view::npos || blank > end) return std::nullopt;
        std::size_t const value = std::min(blank + 4, end);
        fields.push_back(read_field(body.substr(at, blank - at), body.substr(value, end - value)));
        at = end + 2 + line.size();
    }
    return fields;
}

} // namespace inlay::sandbox
