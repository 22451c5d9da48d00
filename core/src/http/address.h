// Is an IP address one of the public network, or does it lead back into the person's own?
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

struct sockaddr;

namespace inlay::http {

enum class Range { public_network, loopback, other };

class Address {
  public:
    // nullopt: neither IPv4 nor IPv6.
    static std::optional<Address> of(sockaddr const& address);
    // "10.0.0.1", "[::1]" or "::1".
    static std::optional<Address> parse(std::string_view text);

    [[nodiscard]] Range range() const noexcept;
    [[nodiscard]] bool is_v4() const noexcept { return v4_; }
    // Whether the first `bits` of both agree (and both are of one family).
    [[nodiscard]] bool shares_prefix(Address const& other, unsigned bits) const noexcept;

  private:
    std::array<std::uint8_t, 16> bytes_{}; // network order; IPv4 in the first four
    bool v4_ = false;
};

} // namespace inlay::http
