// The dependencies run host-adapters -> plugin -> core and never back, and third-party libraries stay where the design
// puts them. Each rule is tried on a tree that breaks it, too.
#include "rules.h"

#include "support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inlay::test {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

fs::path const ours(INLAY_SOURCE_FOLDER);

std::vector<Include> const& our_includes() {
    static std::vector<Include> const all = includes_of(ours);
    return all;
}

TEST(Structure, the_core_knows_neither_the_plugin_nor_a_host) {
    ASSERT_GT(our_includes().size(), 500u) << "the sources were not found";
    EXPECT_THAT(core_that_knows_plugin_or_host(our_includes()), IsEmpty());
}

TEST(Structure, the_plugin_knows_no_host) {
    EXPECT_THAT(plugin_that_knows_a_host(our_includes()), IsEmpty());
}

TEST(Structure, nobody_takes_the_inside_of_another) {
    EXPECT_THAT(inner_headers_from_outside(ours, our_includes()), IsEmpty());
}

TEST(Structure, every_library_stays_behind_its_wall) {
    EXPECT_THAT(libraries_outside_of_their_walls(our_includes()), IsEmpty());
    EXPECT_THAT(walls_that_hold_nothing(our_includes()), IsEmpty());
}

TEST(Structure, public_headers_show_no_third_party_type_but_tl_expected) {
    EXPECT_THAT(public_headers_with_foreign_types(our_includes()), IsEmpty());
}

TEST(Structure, extern_c_stands_in_core_and_plugin_in_the_c_api_alone) {
    EXPECT_THAT(extern_c_outside_of_its_places(ours), IsEmpty());
}

// A small tree that keeps every rule, into which a test puts what breaks one.
class MadeTree {
  public:
    MadeTree() {
        put("core/include/inlay/a.h", "#include <string>\n#include \"inlay/b.h\"\n");
        put("core/src/http/exchange.h", "#include <curl/curl.h>\n");
        put("plugin/include/inlay/plugin/inlay.h", "#include <stdint.h>\nextern \"C\" {\n}\n");
        put("plugin/src/job/job.h", "#include \"inlay/a.h\"\n#include \"job/steps.h\"\n");
        put("plugin/src/job/steps.h", "// nothing\n");
        put("host-adapters/gimp/common/capture.cpp", "#include <libgimp/gimp.h>\n#include \"inlay/plugin/inlay.h\"\n");
        put("host-adapters/cli/main.cpp", "#include <CLI/CLI.hpp>\n");
    }
    void put(std::string const& name, std::string const& text) const {
        fs::create_directories((folder_.path() / name).parent_path());
        write_whole_file(folder_.path() / name, text);
    }
    [[nodiscard]] fs::path const& path() const { return folder_.path(); }
    [[nodiscard]] std::vector<Include> includes() const { return includes_of(path()); }

  private:
    TempFolder folder_;
};

TEST(Rules, find_nothing_in_a_tree_that_keeps_them) {
    MadeTree const tree;
    EXPECT_EQ(tree.includes().size(), 9u);
    EXPECT_THAT(core_that_knows_plugin_or_host(tree.includes()), IsEmpty());
    EXPECT_THAT(plugin_that_knows_a_host(tree.includes()), IsEmpty());
    EXPECT_THAT(inner_headers_from_outside(tree.path(), tree.includes()), IsEmpty());
    EXPECT_THAT(libraries_outside_of_their_walls(tree.includes()), IsEmpty());
    EXPECT_THAT(public_headers_with_foreign_types(tree.includes()), IsEmpty());
    EXPECT_THAT(extern_c_outside_of_its_places(tree.path()), IsEmpty());
}

TEST(Rules, find_an_include_however_it_is_written_and_in_every_kind_of_source) {
    MadeTree const tree;
    tree.put("core/src/a.cc", "int x;\n  #  include  \"inlay/plugin/job.h\" // why not\n");
    tree.put("core/src/b.hpp", "#include <inlay/plugin/job.h>");
    tree.put("core/src/c.c", "/* c */\r\n#include \"../../host-adapters/x.h\"\r\n");
    tree.put("core/src/d.cpp", "// #include \"inlay/plugin/job.h\"\n");
    tree.put("core/src/e.txt", "#include \"inlay/plugin/job.h\"\n");
    EXPECT_THAT(core_that_knows_plugin_or_host(tree.includes()),
                UnorderedElementsAre("core/src/a.cc includes inlay/plugin/job.h",
                                     "core/src/b.hpp includes inlay/plugin/job.h",
                                     "core/src/c.c includes ../../host-adapters/x.h"));
}

TEST(Rules, find_a_host_in_the_plugin) {
    MadeTree const tree;
    tree.put("plugin/src/job/a.cpp", "#include <gtk/gtk.h>\n");
    tree.put("plugin/src/job/b.cpp", "#include <libgimp/gimp.h>\n");
    EXPECT_THAT(plugin_that_knows_a_host(tree.includes()),
                UnorderedElementsAre("plugin/src/job/a.cpp includes gtk/gtk.h",
                                     "plugin/src/job/b.cpp includes libgimp/gimp.h"));
}

TEST(Rules, find_who_takes_the_inside_of_another) {
    MadeTree const tree;
    tree.put("plugin/src/job/a.cpp", "#include \"http/exchange.h\"\n");
    tree.put("host-adapters/cli/a.cpp", "#include \"http/exchange.h\"\n");
    tree.put("host-adapters/cli/b.cpp", "#include \"job/job.h\"\n");
    tree.put("host-adapters/cli/c.cpp", "#include \"../../plugin/src/job/job.h\"\n");
    EXPECT_THAT(inner_headers_from_outside(tree.path(), tree.includes()),
                UnorderedElementsAre("plugin/src/job/a.cpp includes http/exchange.h",
                                     "host-adapters/cli/a.cpp includes http/exchange.h",
                                     "host-adapters/cli/b.cpp includes job/job.h",
                                     "host-adapters/cli/c.cpp includes ../../plugin/src/job/job.h"));
}

TEST(Rules, find_each_library_outside_of_its_wall) {
    MadeTree const tree;
    std::vector<std::string> expected;
    for (std::string const header : {"curl/curl.h", "stb_image.h", "stb/stb_image.h", "webp/decode.h", "libdeflate.h",
                                     "gegl.h", "gtk/gtk.h", "lcms2.h", "CLI/CLI.hpp", "event2/event.h"}) {
        std::string const file = "plugin/src/job/" + std::to_string(expected.size()) + ".cpp";
        tree.put(file, "#include <" + header + ">\n");
        expected.push_back(file + " includes " + header);
    }
    EXPECT_THAT(libraries_outside_of_their_walls(tree.includes()), testing::UnorderedElementsAreArray(expected));
    EXPECT_THAT(walls_that_hold_nothing(tree.includes()), IsEmpty());
    EXPECT_THAT(walls_that_hold_nothing(MadeTree().includes()), testing::Contains("lcms2"));
}

TEST(Rules, find_foreign_types_in_public_headers) {
    MadeTree const tree;
    tree.put("core/include/inlay/result.h", "#include <tl/expected.hpp>\n");
    tree.put("core/include/inlay/c.h", "#include <tl/expected.hpp>\n");
    tree.put("core/include/inlay/d.h", "#include <nlohmann/json.hpp>\n");
    tree.put("plugin/include/inlay/plugin/e.h", "#include \"job/job.h\"\n");
    tree.put("plugin/include/inlay/plugin/f.h", "#include <unistd.h>\n");
    EXPECT_THAT(public_headers_with_foreign_types(tree.includes()),
                UnorderedElementsAre("core/include/inlay/c.h includes tl/expected.hpp",
                                     "core/include/inlay/d.h includes nlohmann/json.hpp",
                                     "plugin/include/inlay/plugin/e.h includes job/job.h",
                                     "plugin/include/inlay/plugin/f.h includes unistd.h"));
}

TEST(Rules, find_extern_c_elsewhere) {
    MadeTree const tree;
    tree.put("core/src/a.cpp", "// extern \"C\" is for others\nint a;\n");
    tree.put("core/src/b.cpp", "int b;\nextern \"C\" int c(void);\n");
    tree.put("plugin/src/c_api/d.cpp", "extern \"C\" {\n}\n");
    EXPECT_THAT(extern_c_outside_of_its_places(tree.path()), UnorderedElementsAre("core/src/b.cpp"));
}

} // namespace
} // namespace inlay::test
