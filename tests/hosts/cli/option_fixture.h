// One test for each option of a run, named after it, in a suite of its own: Option.match_colour is --match-colour.
// options_test.cpp asks `inlay edit --help` whether one is missing.
#pragma once

#include "cli_fixture.h"

namespace inlay::test {

class Option : public CommandLine {
  protected:
    std::string in = picture_file("in.png", photo_like({64, 48}));
    std::string out = folder.file("out.png");

    // Runs both `edit` and `generate` with these words; both must succeed.
    std::vector<SeenRequest> asked(std::vector<std::string> const& more) {
        ScriptedServer server(gives(plain({64, 48}, 9, 9, 9)));
        Ran const edited = edit_plainly(in, out, server, more);
        EXPECT_EQ(edited.exit_status, 0) << edited.err;
        Ran const generated = generate(out, server, more);
        EXPECT_EQ(generated.exit_status, 0) << generated.err;
        auto const requests = server.requests();
        EXPECT_EQ(requests.size(), 2u);
        return requests;
    }
    std::vector<nlohmann::json> bodies(std::vector<std::string> const& more) {
        std::vector<nlohmann::json> found;
        for (SeenRequest const& request : asked(more))
            found.push_back(body_of(request));
        return found;
    }

    // Lays the answer over the source in both ways there are, and gives what each has written.
    std::vector<Image> placed(ImageView source, ImageView answer, std::vector<std::string> const& more,
                              std::string const& written = "out.png") {
        std::string const source_file = picture_file("source.png", source);
        ScriptedServer server(gives(answer));
        std::vector<std::string> edit{"edit", source_file, "-p", "x", "-o", out, "--base-url", server.url()};
        std::vector<std::string> place{"place", "--source", source_file, "--answer", picture_file("answer.png", answer),
                                       "-o",    out};
        std::vector<Image> pictures;
        for (auto* words : {&edit, &place}) {
            words->insert(words->end(), more.begin(), more.end());
            Ran const ran = inlay(*words);
            EXPECT_EQ(ran.exit_status, 0) << words->front() << ran.err;
            pictures.push_back(decoded_file(folder.file(written)).image);
        }
        return pictures;
    }
};

} // namespace inlay::test
