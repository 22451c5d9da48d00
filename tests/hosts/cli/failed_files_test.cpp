// Nothing is left of a run whose results cannot all be written, and what stood there before still stands.
#include "cli_fixture.h"

#include <atomic>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FailedFiles : public CommandLine {
  protected:
    Image const answer = photo_like({32, 32}, 5);
    std::string in = picture_file("in.png", photo_like({32, 32}));

    // A name that can be prepared for and then not be given, which is found out after the others have theirs.
    std::string too_long = std::string(300, 'z') + ".png";

    // While the model works, a folder comes to stand where a result should go.
    ScriptedServer::Script puts_a_folder_at(std::string const& name) const {
        return [this, name](Connection& connection) {
            SeenRequest request;
            while (connection.read_request(request)) {
                fs::create_directory(folder.path() / name);
                send_ok(connection, gemini_reply(encode_png(answer).value()));
            }
        };
    }
    void stood_before(std::string const& name) const { write_whole_file(folder.path() / name, "what stood there"); }
    void expect_still_stands(std::string const& name) const {
        EXPECT_EQ(read_whole_file(folder.path() / name), "what stood there") << name;
    }
};

TEST_F(FailedFiles, of_two_pictures_leave_the_older_first_one_when_the_second_cannot_be_written) {
    stood_before("out-1.png");
    ScriptedServer server(puts_a_folder_at("out-2.png"));
    Ran const ran = generate(folder.file("out.png"), server, {"--count", "2", "--json"});
    EXPECT_EQ(ran.exit_status, 3) << ran.out;
    EXPECT_EQ(json::parse(ran.out)["error"]["code"], "output_failed");
    EXPECT_THAT(json::parse(ran.out)["error"]["message"].get<std::string>(), HasSubstr("out-2.png"));
    expect_still_stands("out-1.png");
    EXPECT_THAT(files(), ElementsAre("in.png", "out-1.png", "out-2.png"));
    EXPECT_TRUE(fs::is_empty(folder.path() / "out-2.png"));
    ASSERT_EQ(kept_answers().size(), 1u) << "they were paid for";
    EXPECT_EQ(kept_answers()[0]["replies"], 2);
}

TEST_F(FailedFiles, of_two_pictures_leave_no_first_one_when_the_second_cannot_be_written) {
    ScriptedServer server(puts_a_folder_at("out-2.png"));
    EXPECT_EQ(generate(folder.file("out.png"), server, {"--count", "2"}).exit_status, 3);
    EXPECT_THAT(files(), ElementsAre("in.png", "out-2.png"));
}

TEST_F(FailedFiles, of_an_edit_leave_the_older_picture_when_the_layer_cannot_be_written) {
    stood_before("out.png");
    ScriptedServer server(puts_a_folder_at("layer.png"));
    Ran const ran = edit_plainly(in, folder.file("out.png"), server, {"--layer", folder.file("layer.png")});
    EXPECT_EQ(ran.exit_status, 3) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("inlay recover"));
    expect_still_stands("out.png");
    EXPECT_THAT(files(), ElementsAre("in.png", "layer.png", "out.png"));
    EXPECT_EQ(kept_answers().size(), 1u);
}

TEST_F(FailedFiles, of_an_edit_come_back_when_only_the_last_step_fails) {
    stood_before("out-1.png");
    stood_before("out-2.png");
    ScriptedServer server(gives(answer));
    Ran const ran =
        edit_plainly(in, folder.file("out.png"), server, {"--count", "2", "--layer", folder.file(too_long)});
    EXPECT_EQ(ran.exit_status, 3) << ran.err;
    expect_still_stands("out-1.png");
    expect_still_stands("out-2.png");
    EXPECT_THAT(files(), ElementsAre("in.png", "out-1.png", "out-2.png"));
}

TEST_F(FailedFiles, of_place_come_back_and_no_kept_answer_is_promised) {
    stood_before("out.png");
    std::string const other = picture_file("answer.png", answer);
    Ran const ran = inlay({"place", "--source", in, "--answer", other, "-o", folder.file("out.png"), "--keep", "off",
                           "--explain", folder.file(too_long)});
    EXPECT_EQ(ran.exit_status, 3) << ran.err;
    EXPECT_THAT(ran.err, ::testing::Not(HasSubstr("recover")));
    expect_still_stands("out.png");
    EXPECT_THAT(files(), ElementsAre("answer.png", "in.png", "out.png"));
}

TEST_F(FailedFiles, of_recover_leave_the_older_first_one) {
    ScriptedServer server(puts_a_folder_at("out-2.png"));
    ASSERT_EQ(generate(folder.file("out.png"), server, {"--count", "2"}).exit_status, 3);
    std::string const id = kept_answers().at(0)["id"];
    fs::create_directory(folder.path() / "back-2.png");
    stood_before("back-1.png");
    EXPECT_EQ(inlay({"recover", id, "-o", folder.file("back.png"), "--delete"}).exit_status, 3);
    expect_still_stands("back-1.png");
    EXPECT_THAT(files(), ElementsAre("back-1.png", "back-2.png", "in.png", "out-2.png"));
    EXPECT_EQ(kept_answers().size(), 1u) << "--delete is for what was written";
}

TEST_F(FailedFiles, that_can_be_foreseen_are_not_paid_for) {
    ScriptedServer server(gives(answer));
    fs::create_directory(folder.path() / "out-2.png");
    fs::create_directory(folder.path() / "layer-1.png");
    EXPECT_EQ(generate(folder.file("out.png"), server, {"--count", "2"}).exit_status, 3);
    EXPECT_EQ(edit_plainly(in, folder.file("a.png"), server, {"--count", "2", "--layer", folder.file("layer.png")})
                  .exit_status,
              3);
    EXPECT_EQ(edit_plainly(in, folder.file("a.png"), server, {"--layer", folder.file("nowhere/layer.png")}).exit_status,
              3);
    EXPECT_EQ(
        edit_plainly(in, folder.file("a.png"), server, {"--explain", folder.file("nowhere/sheet.png")}).exit_status, 3);
    EXPECT_TRUE(server.requests().empty());
    EXPECT_THAT(files(), ElementsAre("in.png", "layer-1.png", "out-2.png"));
}

} // namespace
} // namespace inlay::test
