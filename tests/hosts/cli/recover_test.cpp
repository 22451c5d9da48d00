// Which answers are kept, until when, and how do they come back?
#include "cli_fixture.h"

namespace inlay::test {
namespace {

using nlohmann::json;

TEST_F(CommandLine, an_answer_that_could_not_be_written_is_kept_and_recovered) {
    Image const answer = photo_like({64, 48}, 5);
    std::string const png = encode_png(answer).value();
    environment["INLAY_API_KEY"] = "sk-test-0123456789";
    std::string const target = folder.file("gone/out.png");
    std::filesystem::create_directory(folder.path() / "gone");
    // The folder goes while the model works.
    ScriptedServer slow([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        std::filesystem::remove(folder.path() / "gone");
        std::string const body = gemini_reply(png);
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    });
    Ran const ran = inlay({"generate", "-p", "a lake", "-o", target, "--base-url", slow.url()});
    EXPECT_EQ(ran.exit_status, 3) << ran.err;
    EXPECT_NE(ran.err.find("inlay recover"), std::string::npos) << ran.err;

    json const kept = json::parse(inlay({"recover", "--json"}).out)["answers"];
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0]["prompt"], "a lake");
    std::string const id = kept[0]["id"];
    std::string const back = folder.file("back.png");
    ASSERT_EQ(inlay({"recover", id, "-o", back}).exit_status, 0);
    EXPECT_EQ(read_whole_file(back), png);
    ASSERT_EQ(inlay({"recover", id, "--delete"}).exit_status, 0);
    EXPECT_TRUE(json::parse(inlay({"recover", "--json"}).out)["answers"].empty());
    EXPECT_EQ(inlay({"recover", "../../etc", "-o", back}).exit_status, 3);
}

TEST_F(CommandLine, what_was_written_is_no_longer_offered) {
    std::string const in = picture_file("in.png", photo_like({32, 32}));
    ScriptedServer server(paints(200, 30, 60));
    ASSERT_EQ(edit_plainly(in, folder.file("out.png"), server).exit_status, 0);
    EXPECT_TRUE(kept_answers().empty()) << "edit";
    ASSERT_EQ(edit_plainly(in, folder.file("out.png"), server, {"--count", "3"}).exit_status, 0);
    EXPECT_TRUE(kept_answers().empty()) << "edit, three of them";
    ScriptedServer lake(gives(photo_like({32, 32})));
    ASSERT_EQ(generate(folder.file("new.png"), lake).exit_status, 0);
    EXPECT_TRUE(kept_answers().empty()) << "generate";
}

TEST_F(CommandLine, the_history_has_every_run_and_finds_what_is_searched_for) {
    std::string const in = picture_file("in.png", photo_like({32, 32}));
    EXPECT_TRUE(json::parse(inlay({"history", "--json"}).out)["entries"].empty());
    ScriptedServer server(paints(200, 30, 60));
    for (char const* prompt : {"a red hat", "a Blue hat", "snow"})
        ASSERT_EQ(inlay({"edit", in, "-p", prompt, "-o", folder.file("out.png"), "--base-url", server.url(), "--keep",
                         "off", "--align", "off"})
                      .exit_status,
                  0);
    json const all = json::parse(inlay({"history", "--json"}).out)["entries"];
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0]["prompt"], "snow") << "the newest first";
    EXPECT_EQ(all[0]["state"], "answered");
    EXPECT_TRUE(all[0]["inserted"].is_string());
    EXPECT_TRUE(all[0]["saved"].is_string());
    EXPECT_TRUE(all[0]["dismissed"].is_null());
    EXPECT_EQ(all[0]["running"], false);
    EXPECT_EQ(json::parse(inlay({"history", "--search", "HAT", "--json"}).out)["entries"].size(), 2u);
    json const blue = json::parse(inlay({"history", "--search", "blue h", "--json"}).out)["entries"];
    ASSERT_EQ(blue.size(), 1u);
    EXPECT_EQ(blue[0]["prompt"], "a Blue hat");
    EXPECT_NE(inlay({"history"}).out.find("(saved)  a red hat\n"), std::string::npos);
}

TEST_F(CommandLine, an_answer_that_changed_almost_nothing_is_kept) {
    std::string const in = picture_file("in.png", photo_like({64, 64}));
    ScriptedServer server(makes([](Image const& sent) { return sent; }));
    Ran const ran =
        inlay({"edit", in, "-p", "add a hat", "-o", folder.file("out.png"), "--base-url", server.url(), "--json"});
    ASSERT_EQ(ran.exit_status, 0) << ran.err;
    ASSERT_EQ(json::parse(ran.out)["images"][0]["changed_fraction"], 0);
    json const kept = kept_answers();
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0]["prompt"], "add a hat");
}

// A kept answer, and its id.
class Recover : public CommandLine {
  protected:
    std::string keep(std::string const& picture) {
        std::filesystem::create_directory(folder.path() / "gone");
        // The folder goes while the model works.
        ScriptedServer server([&](Connection& connection) {
            SeenRequest request;
            while (connection.read_request(request)) {
                std::filesystem::remove(folder.path() / "gone");
                send_ok(connection, gemini_reply(picture));
            }
        });
        EXPECT_EQ(generate(folder.file("gone/out.png"), server).exit_status, 3);
        return kept_answers().at(0)["id"];
    }
};

TEST_F(Recover, writes_the_format_that_the_name_says) {
    Image const picture = photo_like({40, 24}, 5);
    std::string const id = keep(encode_png(picture).value());
    ASSERT_EQ(inlay({"recover", id, "-o", folder.file("back.jpg")}).exit_status, 0);
    std::string const jpeg = read_whole_file(folder.file("back.jpg"));
    EXPECT_EQ(jpeg.substr(0, 3), "\xFF\xD8\xFF");
    EXPECT_GT(psnr(decode(jpeg).value().image, picture), 30);
    ASSERT_EQ(inlay({"recover", id, "-o", folder.file("back.webp")}).exit_status, 0);
    std::string const webp = read_whole_file(folder.file("back.webp"));
    EXPECT_EQ(webp.substr(0, 4) + webp.substr(8, 4), "RIFFWEBP");
    EXPECT_EQ(decode(webp).value().image, picture);
    ASSERT_EQ(inlay({"recover", id, "-o", folder.file("back.png")}).exit_status, 0);
    EXPECT_EQ(read_whole_file(folder.file("back.png")), encode_png(picture).value()) << "as it came";
}

TEST_F(Recover, says_what_it_wrote_and_forgets_only_when_told_to) {
    std::string const id = keep(encode_png(photo_like({40, 24}, 5)).value());
    std::string const back = folder.file("back.png");
    Ran const listed = inlay({"recover"});
    EXPECT_EQ(listed.exit_status, 0);
    EXPECT_EQ(listed.out.rfind(id + "  ", 0), 0u) << listed.out;
    EXPECT_NE(listed.out.find("  gemini-2.5-flash-image  a lake\n"), std::string::npos) << listed.out;
    EXPECT_EQ(inlay({"recover", id, "-o", back}).out, back + "\n");
    EXPECT_TRUE(kept_answers().empty()) << "it is in a file now";
    json const history = json::parse(inlay({"history", "--json"}).out)["entries"];
    ASSERT_EQ(history.size(), 1u) << "and not gone";
    EXPECT_EQ(history[0]["id"], id);
    EXPECT_TRUE(history[0]["saved"].is_string());
    json const told = json::parse(inlay({"recover", id, "-o", back, "--delete", "--json"}).out);
    EXPECT_EQ(told, (json{{"id", id}, {"files", {back}}, {"deleted", true}}));
    EXPECT_TRUE(json::parse(inlay({"history", "--json"}).out)["entries"].empty());
    EXPECT_TRUE(std::filesystem::exists(back));
    EXPECT_EQ(inlay({"recover", id, "-o", back}).exit_status, 3) << "it is gone";
}

TEST_F(Recover, into_a_folder_that_is_not_there_is_exit_status_3_and_forgets_nothing) {
    std::string const id = keep(encode_png(photo_like({40, 24}, 5)).value());
    EXPECT_EQ(inlay({"recover", id, "-o", folder.file("nowhere/back.png"), "--delete"}).exit_status, 3);
    EXPECT_EQ(kept_answers().size(), 1u);
}

} // namespace
} // namespace inlay::test
