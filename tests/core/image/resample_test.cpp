#include "inlay/resample.h"

#include "support/pictures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace inlay::test {
namespace {

TEST(Resize, the_same_size_gives_the_same_bytes) {
    Image image = photo_like({61, 37}, 4);
    for (std::size_t i = 3; i < image.bytes().size(); i += 4)
        image.bytes()[i] = static_cast<std::uint8_t>(i);
    EXPECT_EQ(resize(image, image.size()), image) << "colour under alpha 0 included";
    Mask mask({61, 37});
    for (std::size_t i = 0; i < mask.bytes().size(); ++i)
        mask.bytes()[i] = static_cast<std::uint8_t>(i * 13);
    EXPECT_EQ(resize(mask, mask.size()), mask);
}

TEST(Resize, one_colour_stays_one_colour) {
    for (int const alpha : {255, 128, 3}) {
        Image const image = plain({30, 20}, 200, 100, 7, static_cast<std::uint8_t>(alpha));
        for (Size const size : {Size{60, 40}, Size{7, 5}, Size{31, 19}, Size{1, 1}, Size{300, 3}, Size{30, 50}})
            EXPECT_EQ(resize(image, size), plain(size, 200, 100, 7, static_cast<std::uint8_t>(alpha)))
                << size.width << "x" << size.height << " alpha " << alpha;
    }
    EXPECT_EQ(resize(Mask({9, 9}, 77), Size{31, 40}), Mask(Size{31, 40}, 77));
}

TEST(Resize, a_gradient_keeps_its_place) {
    // value = 2x + 40 at the pixel's centre; half a pixel of shift would be one level when the size stays, and more
    // when it grows.
    Image image({100, 100}, 255);
    for (int y = 0; y < 100; ++y)
        for (int x = 0; x < 100; ++x) {
            image.pixel(x, y)[0] = static_cast<std::uint8_t>(40 + 2 * x);
            image.pixel(x, y)[1] = static_cast<std::uint8_t>(40 + 2 * y);
        }
    for (int const side : {400, 237, 50, 33, 25}) {
        Image const other = resize(image, {side, side});
        double const ratio = 100.0 / side;
        int const border = static_cast<int>(std::ceil(4 / std::min(ratio, 1.0)));
        for (int i = border; i < side - border; ++i) {
            double const place = (i + 0.5) * ratio - 0.5;
            ASSERT_NEAR(other.pixel(i, side / 2)[0], 40 + 2 * place, 0.51) << side << " at " << i;
            ASSERT_NEAR(other.pixel(side / 2, i)[1], 40 + 2 * place, 0.51) << side << " at " << i;
        }
    }
}

TEST(Resize, is_catmull_rom) {
    // One white pixel, four times as large: the kernel itself, sampled at eighths.
    Mask dot({16, 1});
    dot.bytes()[8] = 255;
    Mask const wide = resize(dot, {64, 1});
    for (int i = 0; i < 64; ++i) {
        double const d = std::abs((i + 0.5) / 4 - 0.5 - 8);
        double const kernel = d < 1   ? 1.5 * d * d * d - 2.5 * d * d + 1
                              : d < 2 ? -0.5 * d * d * d + 2.5 * d * d - 4 * d + 2
                                      : 0;
        EXPECT_NEAR(wide.bytes()[static_cast<std::size_t>(i)], std::max(0.0, 255 * kernel), 0.51) << i;
    }
}

TEST(Resize, shrinking_skips_no_pixel) {
    // A chessboard of single pixels becomes its mean and no pattern.
    Mask board({256, 256});
    for (int y = 0; y < 256; ++y)
        for (int x = 0; x < 256; ++x)
            *board.pixel(x, y) = (x + y) % 2 == 0 ? 0 : 255;
    Mask const small = resize(board, {50, 50});
    for (int y = 2; y < 48; ++y)
        for (int x = 2; x < 48; ++x)
            ASSERT_NEAR(*small.pixel(x, y), 127.5, 2);
}

TEST(Resize, the_colour_of_what_is_transparent_does_not_bleed) {
    Image image = plain({20, 20}, 0, 255, 0, 0); // green that nobody sees
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 10; ++x) {
            image.pixel(x, y)[0] = 255;
            image.pixel(x, y)[1] = 0;
            image.pixel(x, y)[3] = 255;
        }
    for (Size const size : {Size{80, 80}, Size{13, 13}}) {
        Image const other = resize(image, size);
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                std::uint8_t const* const pixel = other.pixel(x, y);
                ASSERT_EQ(pixel[1], 0) << x << "," << y;
                if (pixel[3] > 0) {
                    ASSERT_EQ(pixel[0], 255) << x << "," << y;
                }
            }
        }
    }
}

TEST(Resize, there_and_back_is_close) {
    Image const image = photo_like({128, 96}, 8);
    EXPECT_GT(psnr(image, resize(resize(image, {512, 384}), {128, 96})), 40);
}

TEST(Resize, extreme_sizes_do_no_harm) {
    Image const image = photo_like({97, 3}, 1);
    for (Size const size : {Size{1, 1}, Size{1, 500}, Size{2000, 1}, Size{3, 97}, Size{96, 4}})
        EXPECT_EQ(resize(image, size).size(), size);
    EXPECT_EQ(resize(photo_like({1, 1}), {5, 5}).size(), (Size{5, 5}));
    EXPECT_EQ(resize(photo_like({2, 2}), {5, 5}).size(), (Size{5, 5}));
    EXPECT_TRUE(resize(image, Size{0, 5}).empty());
    EXPECT_EQ(resize(Image(photo_like({3000, 2})), {5, 2}).size(), (Size{5, 2}));
}

TEST(Resize, takes_part_of_a_larger_picture) {
    Image const image = photo_like({90, 70}, 5);
    ImageView const part = image.view().sub({10, 20, 31, 17});
    EXPECT_EQ(resize(part, {50, 40}), resize(Image(part), {50, 40}));
}

// The true Gaussian, in double, not cut off.
std::vector<double> true_blur(MaskView mask, double sigma) {
    auto const width = static_cast<std::size_t>(mask.width());
    auto const height = static_cast<std::size_t>(mask.height());
    int const reach = static_cast<int>(std::ceil(6 * sigma));
    std::vector<double> kernel;
    double sum = 0;
    for (int i = -reach; i <= reach; ++i)
        kernel.push_back(std::exp(-0.5 * i * i / (sigma * sigma)));
    for (double const weight : kernel)
        sum += weight;
    // Clamped edges: the weights beyond the border count for the border's pixel.
    auto const weights_at = [&](int at, int length) {
        std::vector<double> weights(static_cast<std::size_t>(length), 0.0);
        for (int i = -reach; i <= reach; ++i)
            weights[static_cast<std::size_t>(std::clamp(at + i, 0, length - 1))] +=
                kernel[static_cast<std::size_t>(i + reach)] / sum;
        return weights;
    };
    std::vector<double> down(width * height);
    for (std::size_t y = 0; y < height; ++y) {
        auto const weights = weights_at(static_cast<int>(y), mask.height());
        for (std::size_t j = 0; j < height; ++j)
            for (std::size_t x = 0; x < width; ++x)
                down[y * width + x] += weights[j] * mask.row(static_cast<int>(j))[x];
    }
    std::vector<double> out(width * height);
    for (std::size_t x = 0; x < width; ++x) {
        auto const weights = weights_at(static_cast<int>(x), mask.width());
        for (std::size_t y = 0; y < height; ++y)
            for (std::size_t j = 0; j < width; ++j)
                out[y * width + x] += weights[j] * down[y * width + j];
    }
    return out;
}

Mask edges_lines_and_noise(Size size) {
    Mask mask(size);
    std::mt19937 random(4);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            bool const box = x > size.width / 5 && x < size.width / 2 && y > size.height / 4 && y < size.height * 3 / 4;
            bool const stripes = x > size.width * 2 / 3 && x % 3 == 0;
            bool const noise = y > size.height * 4 / 5 && random() % 2 == 0;
            bool const line = x + y == size.width / 2;
            *mask.pixel(x, y) = box || stripes || noise || line ? 255 : 0;
        }
    }
    return mask;
}

TEST(Gaussian, is_within_one_level_of_the_true_one_for_every_sigma) {
    for (double const sigma : {0.3, 0.8, 2.0, 5.7, 7.99, 8.0, 11.3, 12.0, 17.0, 40.0, 90.0, 200.0}) {
        Mask const mask = edges_lines_and_noise({211, 163});
        Mask const fast = gaussian_blur(mask, sigma);
        std::vector<double> const exact = true_blur(mask, sigma);
        double worst = 0;
        for (std::size_t i = 0; i < exact.size(); ++i)
            worst = std::max(worst, std::abs(fast.bytes()[i] - exact[i]));
        EXPECT_LE(worst, 1.0) << "sigma " << sigma;
        RecordProperty("worst_at_sigma_" + std::to_string(sigma), std::to_string(worst));
    }
}

TEST(Gaussian, stripes_of_any_period_leave_no_pattern) {
    for (int period = 2; period < 24; ++period) {
        Mask stripes({400, 3});
        for (int y = 0; y < 3; ++y)
            for (int x = 0; x < 400; ++x)
                *stripes.pixel(x, y) = x % period < period / 2 ? 255 : 0;
        Mask const blurred = gaussian_blur(stripes, 24);
        double const mean = 255.0 * (period / 2) / period;
        for (int x = 80; x < 320; ++x)
            ASSERT_NEAR(*blurred.pixel(x, 1), mean, 1.0) << "period " << period << " at " << x;
    }
}

TEST(Gaussian, keeps_one_colour_and_copies_without_a_sigma) {
    for (double const sigma : {0.5, 3.0, 20.0, 300.0, 1e12}) {
        EXPECT_EQ(gaussian_blur(Mask({40, 30}, 201), sigma), Mask(Size{40, 30}, 201));
        EXPECT_EQ(gaussian_blur(plain({40, 30}, 9, 99, 199), sigma), plain({40, 30}, 9, 99, 199));
    }
    Mask const mask = edges_lines_and_noise({31, 21});
    EXPECT_EQ(gaussian_blur(mask, 0), mask);
    EXPECT_EQ(gaussian_blur(mask, -1), mask);
    EXPECT_EQ(gaussian_blur(mask, std::nan("")), mask);
    EXPECT_TRUE(gaussian_blur(Mask(), 3).empty());
}

TEST(Gaussian, the_colour_of_what_is_transparent_does_not_bleed) {
    Image image = plain({60, 20}, 0, 255, 0, 0);
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 30; ++x) {
            image.pixel(x, y)[0] = 255;
            image.pixel(x, y)[1] = 0;
            image.pixel(x, y)[3] = 255;
        }
    for (double const sigma : {2.0, 12.0}) {
        Image const blurred = gaussian_blur(image, sigma);
        for (int x = 0; x < 60; ++x)
            EXPECT_EQ(blurred.pixel(x, 10)[1], 0) << x;
        EXPECT_NEAR(blurred.pixel(29, 10)[3], 127.5 * (1 + std::erf(0.5 / sigma / std::sqrt(2.0))), 1);
    }
}

} // namespace
} // namespace inlay::test
