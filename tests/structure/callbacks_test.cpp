// Whatever C calls in GIMP's adapter (a signal, a timer, a function handed to libgimp or GLib) goes through
// common/signals.h, where nothing that is thrown gets out. tests/hosts/gimp/callbacks_test.cpp throws in each of its
// ways.
#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

struct Source {
    std::string name;
    std::string text;
};

std::vector<Source> gimp_sources() {
    std::vector<Source> found;
    fs::path const root = fs::path(INLAY_SOURCE_FOLDER) / "host-adapters" / "gimp";
    for (auto const& entry : fs::recursive_directory_iterator(root)) {
        std::string const extension = entry.path().extension().string();
        if (extension != ".h" && extension != ".cpp") continue;
        std::string name = fs::relative(entry.path(), root).string();
        if (name != "common/signals.h") found.push_back({std::move(name), read_whole_file(entry.path())});
    }
    return found;
}

// The places where C is given a function of ours by another way than signals.h. A place is a statement.
std::vector<std::string> unguarded_callbacks(Source const& source) {
    // What takes a function, up to the end of the statement; of these some may be given a guarded one.
    static std::regex const takes_one(
        R"((g_signal_connect|g_timeout_add|g_idle_add|g_thread_new|g_source_set_callback|g_object_weak_ref|_foreach\b|_forall\b|_async\b|G_CALLBACK|gtk_\w+_set_\w*func\b|gimp_procedure_new\b|gimp_\w+_procedure_new\b|g_type_register_static|GimpPlugInInfo const|plug_in->\w+ =)[^;]*;)");
    std::vector<std::string> found;
    for (std::sregex_iterator each(source.text.begin(), source.text.end(), takes_one), end; each != end; ++each)
        if (std::string const statement = each->str(); statement.find("Guarded<") == std::string::npos)
            found.push_back(source.name + ": " + statement);
    return found;
}

TEST(Callbacks, of_GIMP_s_adapter_all_go_through_signals_h) {
    std::vector<Source> const sources = gimp_sources();
    ASSERT_GT(sources.size(), 20u) << "the sources were not found";
    for (Source const& source : sources)
        EXPECT_THAT(unguarded_callbacks(source), IsEmpty());
}

// Each procedure, each function of the class, query and run.
TEST(Callbacks, that_libgimp_is_given_are_found_and_guarded) {
    int guarded = 0;
    for (Source const& source : gimp_sources()) {
        static std::regex const one("Guarded<[a-z_]+>::call");
        guarded += static_cast<int>(
            std::distance(std::sregex_iterator(source.text.begin(), source.text.end(), one), std::sregex_iterator()));
    }
    EXPECT_EQ(guarded, 8);
}

TEST(Callbacks, that_are_not_guarded_would_be_found) {
    EXPECT_THAT(unguarded_callbacks({"a.cpp", "g_timeout_add(80, look, this);"}),
                UnorderedElementsAre("a.cpp: g_timeout_add(80, look, this);"));
    EXPECT_THAT(
        unguarded_callbacks({"a.cpp", "f(); g_signal_connect_swapped(button,\n \"clicked\", G_CALLBACK(on), this);"}),
        testing::SizeIs(1));
    EXPECT_THAT(unguarded_callbacks({"a.cpp", "plug_in->set_i18n = no_translation;"}), testing::SizeIs(1));
    EXPECT_THAT(unguarded_callbacks({"a.cpp", "gimp_procedure_new(p, name, type, run_on_image, data, nullptr);"}),
                testing::SizeIs(1));
    EXPECT_THAT(unguarded_callbacks({"a.cpp", "GimpPlugInInfo const PLUG_IN_INFO = {nullptr, nullptr, query, run};"}),
                testing::SizeIs(1));
    EXPECT_THAT(unguarded_callbacks({"a.cpp", "plug_in->set_i18n = Guarded<no_translation>::call;"}), IsEmpty());
}

} // namespace
} // namespace inlay::test
