// Small linear equations.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace inlay::placement {

// Solves a x = b for a symmetric positive definite (Cholesky). False, and x as it was, when it is not.
template <std::size_t N>
bool solve(std::array<std::array<double, N>, N> a, std::array<double, N> const& b, std::array<double, N>& x) {
    for (std::size_t i = 0; i < N; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = a[i][j];
            for (std::size_t k = 0; k < j; ++k)
                sum -= a[i][k] * a[j][k];
            if (i == j) {
                if (!(sum > 1e-12)) return false;
                a[i][i] = std::sqrt(sum);
            } else {
                a[i][j] = sum / a[j][j];
            }
        }
    }
    std::array<double, N> y{};
    for (std::size_t i = 0; i < N; ++i) {
        double sum = b[i];
        for (std::size_t k = 0; k < i; ++k)
            sum -= a[i][k] * y[k];
        y[i] = sum / a[i][i];
    }
    for (std::size_t i = N; i-- > 0;) {
        double sum = y[i];
        for (std::size_t k = i + 1; k < N; ++k)
            sum -= a[k][i] * x[k];
        x[i] = sum / a[i][i];
    }
    return true;
}

} // namespace inlay::placement
