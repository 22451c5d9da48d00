// The same settings and the same wishes lead every host to the same service and model: the library itself, the C ABI
// (Krita) and the command line.
#include "inlay/plugin/job.h"
#include "inlay/plugin/session.h"

#include "asked_service.h"
#include "library.h"
#include "plugin/settings/private_home.h"
#include "support/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inlay::test {
namespace {

using ::testing::ElementsAre;

enum class Way { library, c_abi, command_line };

class EveryHost : public ::testing::TestWithParam<Way> {
  protected:
    PrivateHome home;

    void SetUp() override { home.set("COMETAPI_KEY", "sk-test-0123456789"); }

    // Makes a new picture; `wishes` are options in the parameter table's names.
    void generate(std::map<std::string, std::string> const& wishes) const {
        switch (GetParam()) {
        case Way::library:
            return generate_by_library(wishes);
        case Way::c_abi:
            return generate_by_c_abi(wishes);
        case Way::command_line:
            return generate_by_command_line(wishes);
        }
    }

  private:
    static void generate_by_library(std::map<std::string, std::string> const& wishes) {
        JobRequest request;
        request.action = Action::generate_image;
        request.options.prompt = "a lake";
        for (auto const& [name, value] : wishes)
            ASSERT_TRUE(find_parameter(name)->set(request.options, value));
        request.find_target = [options = request.options]() -> Result<Target> {
            return Session::open(std::make_shared<SharedSandbox>())->target({.options = options});
        };
        auto const job = Job::start(std::move(request));
        ASSERT_TRUE(job->wait_for(std::chrono::seconds(60)));
    }
    static void generate_by_c_abi(std::map<std::string, std::string> const& wishes) {
        nlohmann::json options = wishes;
        options["prompt"] = "a lake";
        std::string const text = options.dump();
        inlay_job_request request{};
        request.action = "generate-image";
        request.options_json = text.c_str();
        auto const result = Library(INLAY_LIBRARY).run(request);
        ASSERT_TRUE(result.is_object());
    }
    void generate_by_command_line(std::map<std::string, std::string> const& wishes) const {
        std::vector<std::string> words{INLAY_PROGRAM, "generate", "-p", "a lake", "-o", home.folder().file("out.png")};
        for (auto const& [name, value] : wishes)
            words.insert(words.end(), {"--" + name, value});
        std::map<std::string, std::string> environment{{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}};
        for (char const* const name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "COMETAPI_KEY"})
            environment[name] = std::getenv(name);
        run_program(words, environment);
    }
};

// A window shows and prices the model that is served; another one must not be asked and paid for.
TEST_P(EveryHost, asks_the_model_that_is_served_when_nobody_chose_one) {
    ScriptedServer server(asked_service({"gemini-3.1-flash-lite-image"}));
    Settings settings;
    settings.provider = "cometapi";
    settings.base_url_of["cometapi"] = server.url();
    ASSERT_TRUE(settings.save());
    generate({});
    EXPECT_THAT(asked(server),
                ElementsAre("GET /v1/models", "POST /v1beta/models/gemini-3.1-flash-lite-image:generateContent"));
}

// The key goes along with every question.
TEST_P(EveryHost, asks_a_typed_address_for_the_picture_and_for_nothing_else) {
    ScriptedServer server(asked_service({"gemini-3.1-flash-lite-image"}));
    generate({{"provider", "cometapi"}, {"base-url", server.url()}});
    EXPECT_THAT(asked(server), ElementsAre("POST /v1beta/models/gemini-nano-banana-2.1:generateContent"));
}

TEST_P(EveryHost, does_not_ask_a_typed_address_what_it_serves_instead_of_a_model_that_is_gone) {
    ScriptedServer server(asked_service({"gemini-3.1-flash-lite-image"}, 404));
    generate({{"provider", "cometapi"}, {"base-url", server.url()}});
    EXPECT_THAT(asked(server), ElementsAre("POST /v1beta/models/gemini-nano-banana-2.1:generateContent"));
}

std::string name_of_way(::testing::TestParamInfo<Way> const& info) {
    return info.param == Way::library ? "library" : info.param == Way::c_abi ? "c_abi" : "command_line";
}
INSTANTIATE_TEST_SUITE_P(As, EveryHost, ::testing::Values(Way::library, Way::c_abi, Way::command_line), name_of_way);

} // namespace
} // namespace inlay::test
