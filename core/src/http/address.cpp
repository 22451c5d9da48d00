// The tables of special addresses (IANA's special-purpose registries, RFC 6890 and its successors).
#include "http/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>

namespace inlay::http {
namespace {

struct Net4 {
    std::uint32_t net;
    unsigned bits;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array not_public_v4{
    Net4{ip(0, 0, 0, 0), 8},       // this network
    Net4{ip(10, 0, 0, 0), 8},      // private
    Net4{ip(100, 64, 0, 0), 10},   // carrier-grade NAT
    Net4{ip(169, 254, 0, 0), 16},  // link-local, and the clouds' metadata services
    Net4{ip(172, 16, 0, 0), 12},   // private
    Net4{ip(192, 0, 0, 0), 24},    // protocol assignments
    Net4{ip(192, 0, 2, 0), 24},    // documentation
    Net4{ip(192, 88, 99, 0), 24},  // 6to4 relays
    Net4{ip(192, 168, 0, 0), 16},  // private
    Net4{ip(198, 18, 0, 0), 15},   // benchmarks
    Net4{ip(198, 51, 100, 0), 24}, // documentation
    Net4{ip(203, 0, 113, 0), 24},  // documentation
    Net4{ip(224, 0, 0, 0), 3},     // multicast, reserved, broadcast
};

Range range_v4(std::uint8_t const* bytes) {
    std::uint32_t const address = ip(bytes[0], bytes[1], bytes[2], bytes[3]);
    if (bytes[0] == 127) return Range::loopback;
    bool const special = std::any_of(not_public_v4.begin(), not_public_v4.end(), [&](Net4 const& entry) {
        return ((address ^ entry.net) >> (32 - entry.bits)) == 0;
    });
    return special ? Range::other : Range::public_network;
}

bool begins(std::array<std::uint8_t, 16> const& bytes, std::initializer_list<int> prefix) {
    return std::equal(prefix.begin(), prefix.end(), bytes.begin(), [](int a, std::uint8_t b) { return a == b; });
}

} // namespace

std::optional<Address> Address::of(sockaddr const& address) {
    Address out;
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        std::memcpy(out.bytes_.data(), &in.sin_addr, 4);
        out.v4_ = true;
        return out;
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        std::memcpy(out.bytes_.data(), &in.sin6_addr, 16);
        return out;
    }
    return std::nullopt;
}

std::optional<Address> Address::parse(std::string_view text) {
    if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
    std::string const copy(text.substr(0, text.find('%'))); // without a zone
    Address out;
    out.v4_ = inet_pton(AF_INET, copy.c_str(), out.bytes_.data()) == 1;
    if (out.v4_ || inet_pton(AF_INET6, copy.c_str(), out.bytes_.data()) == 1) return out;
    return std::nullopt;
}

Range Address::range() const noexcept {
    if (v4_) return range_v4(bytes_.data());
    // An IPv4 address in IPv6's clothes is judged as what it is: mapped, NAT64 and 6to4.
    if (begins(bytes_, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return range_v4(bytes_.data() + 12);
    if (begins(bytes_, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) return range_v4(bytes_.data() + 12);
    if (begins(bytes_, {0x20, 0x02})) return range_v4(bytes_.data() + 2);
    if (begins(bytes_, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})) return Range::loopback;
    // Only 2000::/3 is handed out to the public network. In it, 2001::/23 (Teredo and other protocols), and
    // documentation.
    if ((bytes_[0] & 0xe0) != 0x20) return Range::other;
    if (begins(bytes_, {0x20, 0x01}) && (bytes_[2] & 0xfe) == 0) return Range::other;
    if (begins(bytes_, {0x20, 0x01, 0x0d, 0xb8})) return Range::other;
    if (begins(bytes_, {0x3f, 0xff}) && (bytes_[2] & 0xf0) == 0) return Range::other;
    return Range::public_network;
}

bool Address::shares_prefix(Address const& other, unsigned bits) const noexcept {
    if (v4_ != other.v4_ || bits > (v4_ ? 32u : 128u)) return false;
    auto const whole = bits / 8;
    if (!std::equal(bytes_.begin(), bytes_.begin() + whole, other.bytes_.begin())) return false;
    if (bits % 8 == 0) return true;
    return ((bytes_[whole] ^ other.bytes_[whole]) >> (8 - bits % 8)) == 0;
}

} // namespace inlay::http
