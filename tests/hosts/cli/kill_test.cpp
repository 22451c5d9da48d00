// The program is killed, for real: whatever had come whole can be had, to the last bit; a part is called a part; and
// nothing is asked for a second time.
#include "cli_fixture.h"

#include <csignal>
#include <future>
#include <thread>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

class Kill : public CommandLine {
  protected:
    std::string const in = picture_file("in.png", photo_like({32, 32}));
    std::string const png = encode_png(photo_like({96, 64}, 5)).value();
    std::string const out = folder.file("out.png");
    // A stream's event with the picture, and what may follow it.
    std::string const picture = "data: " + gemini_reply(png) + "\n\n";
    std::string const last = "data: [DONE]\n\n";
    std::string const stream_head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

    [[nodiscard]] std::string content_length(std::size_t bytes) const {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(bytes) +
               "\r\n\r\n";
    }
    [[nodiscard]] std::vector<fs::path> journal_files() const {
        std::vector<fs::path> found;
        std::error_code error;
        for (fs::recursive_directory_iterator each(folder.path() / "home/.local/share/inlay/jobs", error), end;
             !error && each != end; each.increment(error))
            found.push_back(each->path());
        return found;
    }
    // Everything behind the head of the one reply that the journal has; empty: there is none.
    [[nodiscard]] std::string received() const {
        for (fs::path const& file : journal_files()) {
            std::string const name = file.filename().string();
            if (!name.starts_with("arriving-") && !name.starts_with("reply-")) continue;
            std::string const text = read_whole_file(file);
            return text.substr(std::min(text.size(), text.find('\n') + 1));
        }
        return {};
    }
    void wait_until_received(std::size_t bytes) const {
        auto const end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (received().size() < bytes && std::chrono::steady_clock::now() < end)
            std::this_thread::yield();
        ASSERT_GE(received().size(), bytes) << "it is not written as it comes";
    }
    [[nodiscard]] std::vector<std::string> run(ScriptedServer const& server) const {
        return command({"edit", in, "-p", "x", "-o", out, "--base-url", server.url(), "--keep", "off", "--align", "off",
                        "--retries", "2"});
    }
    // Sends this and nothing more, and the program is killed once all of it has come.
    void kill_after(std::string const& head, std::string const& body, int number = SIGKILL) {
        std::promise<void> sent;
        ScriptedServer server([&](Connection& connection) {
            SeenRequest request;
            if (!connection.read_request(request)) return;
            connection.send(head + body);
            sent.set_value();
            connection.wait_for_close(60'000);
        });
        Program program(run(server), environment);
        sent.get_future().wait();
        wait_until_received(body.size());
        program.send_signal(number);
        EXPECT_EQ(program.wait().exit_status, number == SIGKILL ? 128 + SIGKILL : 130);
        asked_ = server.requests().size();
    }
    void expect_recovered() {
        json const kept = kept_answers();
        ASSERT_EQ(kept.size(), 1u);
        EXPECT_EQ(kept[0]["state"], "answered");
        EXPECT_EQ(kept[0]["replies"], 1);
        Ran const ran = inlay({"recover", kept[0]["id"], "-o", out});
        ASSERT_EQ(ran.exit_status, 0) << ran.err;
        EXPECT_EQ(read_whole_file(out), png);
        EXPECT_EQ(asked_, 1u);
        EXPECT_TRUE(kept_answers().empty()) << "it is saved now";
        EXPECT_EQ(json::parse(inlay({"history", "--json"}).out)["entries"].size(), 1u) << "and not gone";
    }
    std::size_t asked_ = 0;
};

TEST_F(Kill, behind_the_whole_picture_of_a_stream_loses_nothing) {
    kill_after(stream_head, picture);
    expect_recovered();
}

TEST_F(Kill, while_the_end_of_a_finished_stream_is_waited_for_loses_nothing) {
    kill_after(stream_head, picture + last);
    expect_recovered();
}

TEST_F(Kill, at_a_whole_reply_whose_end_the_service_has_not_told_loses_nothing) {
    kill_after("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", gemini_reply(png));
    expect_recovered();
}

TEST_F(Kill, in_the_middle_of_a_reply_leaves_a_part_that_is_called_so) {
    std::string const body = gemini_reply(png);
    kill_after(content_length(body.size()), body.substr(0, body.size() / 2));
    json const kept = kept_answers();
    ASSERT_EQ(kept.size(), 1u);
    EXPECT_EQ(kept[0]["state"], "part");
    EXPECT_EQ(kept[0]["replies"], 0);
    EXPECT_THAT(inlay({"recover"}).out, HasSubstr("(only a part came)"));
    Ran const ran = inlay({"recover", kept[0]["id"], "-o", out});
    EXPECT_EQ(ran.exit_status, 3);
    EXPECT_THAT(ran.err, HasSubstr("Only a part of the answer came (" + std::to_string(body.size() / 2) + " of " +
                                   std::to_string(body.size()) + " bytes)"));
    EXPECT_FALSE(fs::exists(out));
    EXPECT_EQ(asked_, 1u) << "recover asks no model";
}

TEST_F(Kill, before_the_reply_leaves_nothing_that_is_offered) {
    std::promise<void> asked;
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        asked.set_value();
        connection.wait_for_close(60'000);
    });
    Program program(run(server), environment);
    asked.get_future().wait();
    program.send_signal(SIGKILL);
    EXPECT_EQ(program.wait().exit_status, 128 + SIGKILL);
    EXPECT_TRUE(kept_answers().empty());
}

TEST_F(Kill, Ctrl_C_behind_the_whole_picture_keeps_it) {
    kill_after(stream_head, picture, SIGINT);
    EXPECT_FALSE(fs::exists(out));
    expect_recovered();
}

TEST_F(Kill, Ctrl_C_in_the_middle_of_a_reply_leaves_nothing) {
    std::string const body = gemini_reply(png);
    kill_after(content_length(body.size()), body.substr(0, body.size() / 2), SIGINT);
    EXPECT_TRUE(kept_answers().empty());
}

TEST_F(Kill, does_not_bring_an_echoed_key_into_the_journal_and_the_rest_is_as_it_came) {
    environment["INLAY_API_KEY"] = "sk-test-0123456789-abcdef";
    std::string echoing = picture;
    echoing.insert(6, R"({"note":"sk-test-0123456789-abcdef c2stdGVzdC0wMTIzNDU2Nzg5LWFiY2RlZg=="})"
                      "\n\ndata: ");
    std::promise<void> sent;
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        connection.send("HTTP/1.1 200 OK\r\nX-Echo: sk-test-0123456789-abcdef\r\n\r\n");
        for (char const& c : echoing.substr(0, 200)) // the key in pieces
            connection.send({&c, 1});
        connection.send(echoing.substr(200));
        sent.set_value();
        connection.wait_for_close(60'000);
    });
    Program program(run(server), environment);
    sent.get_future().wait();
    wait_until_received(picture.size());
    program.send_signal(SIGKILL);
    program.wait();
    for (fs::path const& file : journal_files()) {
        if (!fs::is_regular_file(file)) continue;
        EXPECT_THAT(read_whole_file(file), ::testing::Not(HasSubstr("0123456789-abcdef"))) << file;
        EXPECT_THAT(read_whole_file(file), ::testing::Not(HasSubstr("MTIzNDU2Nzg5"))) << file;
    }
    ASSERT_EQ(inlay({"recover", kept_answers().at(0)["id"], "-o", out}).exit_status, 0);
    EXPECT_EQ(read_whole_file(out), png);
}

// Spread over a whole run, wherever that falls. The service needs a while for the reply, so that many fall into it.
TEST_F(Kill, at_any_moment_of_a_run_leaves_all_or_a_part_or_nothing_and_never_anything_wrong) {
    auto const slowly = [&](Connection& connection) {
        SeenRequest request;
        if (!connection.read_request(request)) return;
        connection.send(stream_head);
        for (std::size_t at = 0; at < picture.size(); at += picture.size() / 16) {
            connection.send(std::string_view(picture).substr(at, picture.size() / 16));
            connection.wait_for_close(4);
        }
        connection.send(last);
    };
    auto const begin = std::chrono::steady_clock::now();
    {
        ScriptedServer server(slowly);
        ASSERT_EQ(run_program(run(server), environment).exit_status, 0);
    }
    auto const whole_run = std::chrono::steady_clock::now() - begin;
    int whole = 0;
    for (int i = 0; i < 25; ++i) {
        SCOPED_TRACE(i);
        fs::remove(out);
        fs::remove_all(folder.path() / "home");
        ScriptedServer server(slowly);
        Program program(run(server), environment);
        std::this_thread::sleep_for(whole_run * i / 25);
        program.send_signal(SIGKILL);
        int const status = program.wait().exit_status;
        std::string const got = received();
        bool const picture_came =
            got.find(std::string_view(picture).substr(0, picture.size() - 2)) != std::string::npos;
        // Cut between the picture's last byte and the end of what it stands in.
        if (!picture_came && got.find(base64::encode(png)) != std::string::npos) continue;
        whole += picture_came ? 1 : 0;
        if (status == 0 || fs::exists(out)) {
            EXPECT_EQ(decoded_file(out).image.size(), (Size{32, 32})) << "it is whole or not there";
        }
        json const entries = json::parse(inlay({"history", "--json"}).out)["entries"];
        ASSERT_LE(entries.size(), 1u);
        EXPECT_TRUE(!picture_came || entries.size() == 1);
        if (entries.empty()) continue;
        Ran const ran = inlay({"recover", entries[0]["id"], "-o", folder.file("back.png")});
        EXPECT_EQ(ran.exit_status, picture_came ? 0 : 3) << ran.err;
        if (picture_came) {
            EXPECT_EQ(read_whole_file(folder.file("back.png")), png);
        }
        EXPECT_EQ(entries[0]["state"], picture_came ? "answered" : "part");
        EXPECT_LE(server.requests().size(), 1u);
    }
    RecordProperty("came_whole", whole);
}

class NoJournal : public Kill {
  protected:
    void expect_used_and_said(Ran const& ran) const {
        EXPECT_EQ(ran.exit_status, 0) << ran.err;
        EXPECT_THAT(ran.err, HasSubstr("not kept"));
        EXPECT_TRUE(fs::exists(out));
    }
};

TEST_F(NoJournal, does_not_cost_the_answer) {
    write_whole_file(folder.path() / "in the way", "");
    environment["XDG_DATA_HOME"] = folder.file("in the way");
    ScriptedServer server(gives(photo_like({32, 32}, 5)));
    expect_used_and_said(run_program(run(server), environment));
    expect_used_and_said(edit_plainly(in, out, server, {"--quiet"}));
}

TEST_F(NoJournal, that_goes_while_the_model_works_does_not_cost_the_answer) {
    ScriptedServer server([&](Connection& connection) {
        SeenRequest request;
        while (connection.read_request(request)) {
            fs::remove_all(folder.path() / "home/.local/share/inlay/jobs");
            send_ok(connection, gemini_reply(png));
        }
    });
    expect_used_and_said(run_program(run(server), environment));
}

TEST_F(NoJournal, on_a_full_disk_does_not_cost_one_of_four_answers) {
    std::string const small = encode_png(plain({32, 32}, 200, 60, 40)).value();
    // The results are small, and the replies are over the limit of 4 KB.
    std::string reply = gemini_reply(small);
    reply.replace(reply.find("Here it is."), 11, std::string(20'000, 'x'));
    ScriptedServer server(json_reply(200, reply));
    std::vector<std::string> words{"/bin/sh", "-c", "ulimit -f 8; exec \"$0\" \"$@\""};
    for (std::string const& word :
         command({"generate", "-p", "x", "-o", out, "--count", "4", "--base-url", server.url()}))
        words.push_back(word);
    Ran const ran = run_program(words, environment);
    EXPECT_EQ(ran.exit_status, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("not kept"));
    for (char const* name : {"out-1.png", "out-2.png", "out-3.png", "out-4.png"})
        EXPECT_EQ(read_whole_file(folder.path() / name), small) << name;
}

} // namespace
} // namespace inlay::test
