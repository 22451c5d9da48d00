// Is what takes long stopped between its parts?
#include "placement/parallel.h"

#include "support/pictures.h"

#include "inlay/plugin/placement.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <stdexcept>

namespace inlay::placement {
namespace {

TEST(Bands, cover_every_row_once) {
    std::mutex mutex;
    std::vector<int> seen(1000, 0);
    ASSERT_TRUE(for_bands(1000, 7, {}, [&](int first, int last) {
        std::scoped_lock const lock(mutex);
        EXPECT_LE(last - first, 7);
        for (int y = first; y < last; ++y)
            ++seen[static_cast<std::size_t>(y)];
    }));
    EXPECT_EQ(seen, std::vector<int>(1000, 1));
}

TEST(Bands, end_with_the_one_at_which_each_thread_is_when_they_are_stopped) {
    std::stop_source source;
    std::atomic<int> bands = 0;
    auto const done = for_bands(1000, 1, source.get_token(), [&](int, int) {
        ++bands;
        source.request_stop();
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::cancelled);
    EXPECT_LE(bands, 2) << "of a thousand, on two threads";
}

TEST(Bands, turn_a_throw_on_either_thread_into_an_error) {
    std::atomic<int> bands = 0;
    auto const done = for_bands(1000, 1, {}, [&](int, int) {
        ++bands;
        throw std::runtime_error("from the work");
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::internal);
    EXPECT_LE(bands, 2);
}

} // namespace
} // namespace inlay::placement
