// A home of its own for each test of the command line, and short ways to run it.
#pragma once

#include "support/pictures.h"
#include "support/program.h"
#include "support/scripted_server.h"
#include "support/temp_folder.h"

#include "inlay/base64.h"
#include "inlay/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace inlay::test {

class CommandLine : public ::testing::Test {
  protected:
    TempFolder folder;
    std::map<std::string, std::string> environment{
        {"HOME", folder.file("home")}, {"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}};

    std::vector<std::string> command(std::vector<std::string> words) const {
        words.insert(words.begin(), INLAY_PROGRAM);
        return words;
    }
    Ran inlay(std::vector<std::string> words, std::string const& standard_input = {}) const {
        return run_program(command(std::move(words)), environment, standard_input);
    }
    // A file in the test's folder with that picture in the format of its name.
    std::string picture_file(std::string const& name, ImageView image) const {
        write_whole_file(folder.path() / name, encode(image, *format_of_name(name)).value());
        return folder.file(name);
    }
    static Decoded decoded_file(std::string const& file) { return decode(read_whole_file(file)).value(); }

    // What a gemini service answers with this picture.
    static std::string gemini_reply(std::string const& bytes, std::string const& mime = "image/png") {
        return R"({"candidates":[{"content":{"role":"model","parts":[{"text":"Here it is."},{"inlineData":{"mimeType":")" +
               mime + R"(","data":")" + base64::encode(bytes) +
               R"("}}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":263,"candidatesTokenCount":1290,)"
               R"("totalTokenCount":1553},"modelVersion":"gemini-2.5-flash-image","responseId":"abc123"})";
    }
    static ScriptedServer::Script json_reply(int status, std::string const& body) {
        return ScriptedServer::always(status, {{"Content-Type", "application/json"}}, body);
    }
    // A service that answers with this picture, and one that answers with what `answer` makes of what it was sent.
    static ScriptedServer::Script gives(ImageView image) {
        return json_reply(200, gemini_reply(encode_png(image).value()));
    }
    static ScriptedServer::Script makes(std::function<Image(Image const&)> answer) {
        return [answer = std::move(answer)](Connection& connection) {
            SeenRequest request;
            while (connection.read_request(request))
                send_ok(connection, gemini_reply(encode_png(answer(sent_picture(request))).value()));
        };
    }
    static ScriptedServer::Script paints(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
        return makes([=](Image const& sent) { return plain(sent.size(), red, green, blue); });
    }
    static void send_ok(Connection& connection, std::string const& body) {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }

    // What was sent, as gemini writes it: the picture to edit first, then the references.
    static nlohmann::json body_of(SeenRequest const& request) { return nlohmann::json::parse(request.body); }
    static Image sent_picture(SeenRequest const& request, std::size_t number = 0) {
        std::string const data =
            body_of(request).at("contents").at(0).at("parts").at(1 + number).at("inline_data").at("data");
        return decode(base64::decode(data).value()).value().image;
    }

    // The run that most tests need: nothing of the answer is moved, kept or coloured.
    Ran edit_plainly(std::string const& in, std::string const& out, ScriptedServer const& server,
                     std::vector<std::string> const& more = {}) const {
        std::vector<std::string> words{"edit",       in,           "-p",     "x",   "-o",      out,
                                       "--base-url", server.url(), "--keep", "off", "--align", "off"};
        words.insert(words.end(), more.begin(), more.end());
        return inlay(words);
    }
    Ran generate(std::string const& out, ScriptedServer const& server,
                 std::vector<std::string> const& more = {}) const {
        std::vector<std::string> words{"generate", "-p", "a lake", "-o", out, "--base-url", server.url()};
        words.insert(words.end(), more.begin(), more.end());
        return inlay(words);
    }
    [[nodiscard]] nlohmann::json kept_answers() const {
        return nlohmann::json::parse(inlay({"recover", "--json"}).out).at("answers");
    }
    // Everything in the test's folder but the home, sorted.
    [[nodiscard]] std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (auto const& entry : std::filesystem::directory_iterator(folder.path()))
            if (entry.path().filename() != "home") names.push_back(entry.path().filename().string());
        std::ranges::sort(names);
        return names;
    }
    // A red, a green, a blue: "200 60 40". Literal colours read best as text.
    static std::string colour_at(ImageView image, int x, int y) {
        std::uint8_t const* const p = image.pixel(x, y);
        return std::to_string(p[0]) + " " + std::to_string(p[1]) + " " + std::to_string(p[2]);
    }
};

} // namespace inlay::test
