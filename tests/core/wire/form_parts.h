// What is in a multipart form?
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace inlay::test {

struct FormPart {
    std::map<std::string, std::string> headers; // names in lower case
    std::string content;

    [[nodiscard]] std::string disposition() const { return headers.at("content-disposition"); }
    // Of the disposition: "name", "filename"; empty when it is not there.
    [[nodiscard]] std::string attribute(std::string_view wanted) const {
        std::string const start = "; " + std::string(wanted) + "=\"";
        std::string const all = disposition();
        std::size_t const at = all.find(start);
        if (at == std::string::npos) return {};
        return all.substr(at + start.size(), all.find('"', at + start.size()) - at - start.size());
    }
};

// A strict reader of multipart/form-data: throws where a server would refuse.
inline std::vector<FormPart> form_parts(std::string_view body, std::string const& boundary) {
    std::vector<FormPart> parts;
    std::string const line = "--" + boundary;
    auto const expect = [&body](std::string_view text) {
        if (!body.starts_with(text)) throw std::runtime_error("expected " + std::string(text));
        body.remove_prefix(text.size());
    };
    expect(line);
    while (!body.starts_with("--")) {
        expect("\r\n");
        FormPart part;
        while (!body.starts_with("\r\n")) {
            std::string_view const header = body.substr(0, body.find("\r\n"));
            std::string field(header.substr(0, header.find(": ")));
            for (char& c : field)
                c = static_cast<char>(std::tolower(c));
            part.headers[field] = header.substr(header.find(": ") + 2);
            body.remove_prefix(header.size() + 2);
        }
        expect("\r\n");
        std::size_t const end = body.find("\r\n" + line);
        if (end == std::string_view::npos) throw std::runtime_error("a part without an end");
        part.content = body.substr(0, end);
        body.remove_prefix(end + 2);
        expect(line);
        parts.push_back(std::move(part));
    }
    expect("--\r\n");
    if (!body.empty()) throw std::runtime_error("text behind the end");
    return parts;
}

} // namespace inlay::test
