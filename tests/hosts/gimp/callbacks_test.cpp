// What becomes of something that is thrown in a function that C calls? An Error in the log, and C goes on.
#include "../../../host-adapters/gimp/common/signals.h"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace inlay::gimp {
namespace {

// What GLib was told meanwhile.
class Log {
  public:
    Log() : before_(g_log_set_default_handler(&Log::take, this)) {}
    ~Log() { g_log_set_default_handler(before_, nullptr); }
    Log(Log const&) = delete;
    Log& operator=(Log const&) = delete;
    std::vector<std::string> lines;

  private:
    static void take(gchar const*, GLogLevelFlags, gchar const* line, gpointer self) {
        static_cast<Log*>(self)->lines.emplace_back(line);
    }
    GLogFunc before_;
};

struct Thrower {
    int calls = 0;
    void on_signal() {
        ++calls;
        throw std::runtime_error("the moon is full");
    }
    void on_timer() {
        ++calls;
        throw std::bad_alloc();
    }
    void on_last_timer() { on_timer(); }
};

GObject* new_object() {
    return G_OBJECT(g_object_new(G_TYPE_OBJECT, nullptr));
}

void notify(GObject* object) {
    g_signal_emit_by_name(object, "notify::anything", nullptr);
}

TEST(Callbacks, a_throw_in_a_signal_ends_there) {
    Log const log;
    GObject* const object = new_object();
    Thrower thrower;
    int after = 0;
    ui::connect<&Thrower::on_signal>(object, "notify", &thrower);
    g_signal_connect_swapped(object, "notify", G_CALLBACK(+[](int* count) { ++*count; }), &after);
    notify(object);
    EXPECT_EQ(thrower.calls, 1);
    EXPECT_EQ(after, 1) << "who was connected later was not told";
    ASSERT_EQ(log.lines.size(), 1u);
    EXPECT_NE(log.lines[0].find("Inlay: "), std::string::npos) << log.lines[0];
    g_object_unref(object);
}

void throws(GObject*, GParamSpec*, gpointer calls) {
    ++*static_cast<int*>(calls);
    throw 7; // NOLINT: whatever is thrown
}

TEST(Callbacks, a_throw_in_a_function_with_arguments_ends_there) {
    Log const log;
    GObject* const object = new_object();
    int calls = 0;
    ui::connect_function<&throws>(object, "notify", &calls);
    notify(object);
    notify(object);
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(log.lines.size(), 2u);
    g_object_unref(object);
}

TEST(Callbacks, a_throw_in_a_timer_ends_there_and_the_timer_goes_on) {
    Log const log;
    Thrower thrower;
    guint const timer = ui::every<&Thrower::on_timer>(1, &thrower);
    while (thrower.calls < 3)
        g_main_context_iteration(nullptr, TRUE);
    EXPECT_TRUE(g_source_remove(timer));
    EXPECT_EQ(log.lines.size(), 3u);
}

TEST(Callbacks, a_throw_in_the_only_call_of_a_timer_ends_it) {
    Log const log;
    Thrower thrower;
    guint const timer = ui::after<&Thrower::on_last_timer>(1, &thrower);
    while (thrower.calls < 1)
        g_main_context_iteration(nullptr, TRUE);
    EXPECT_EQ(g_main_context_find_source_by_id(nullptr, timer), nullptr);
    EXPECT_EQ(log.lines.size(), 1u);
}

gboolean true_unless_it_throws(int what) {
    if (what < 0) throw std::runtime_error("the moon is full");
    return TRUE;
}
char const* a_name() {
    throw std::length_error("too long");
}

TEST(Callbacks, the_caller_gets_an_empty_value_instead) {
    Log const log;
    gboolean (*const as_c_calls_it)(int) = Guarded<&true_unless_it_throws>::call;
    EXPECT_EQ(as_c_calls_it(1), TRUE);
    EXPECT_TRUE(log.lines.empty());
    EXPECT_EQ(as_c_calls_it(-1), FALSE);
    EXPECT_EQ(Guarded<&a_name>::call(), nullptr);
    EXPECT_EQ(log.lines.size(), 2u);
}

} // namespace
} // namespace inlay::gimp
