// Is a picture of the reply only the one that was sent? Gateways that look their pictures up in a conversation return
// the uploaded one, too.
#include "client/call.h"

#include "wire/picture_check.h"

#include <algorithm>

namespace inlay {

// What is left is never nothing: when the model changed almost nothing, that is the answer.
void drop_echoes(Reply& reply, ModelRequest const& request) {
    auto const drop = [&](auto const& is_same) {
        auto const is_echo = [&](ReplyImage const& image) {
            return std::ranges::any_of(request.images,
                                       [&](EncodedImage const& sent) { return is_same(image.bytes, sent.bytes); });
        };
        if (reply.images.size() < 2) return;
        std::vector<bool> echoes;
        for (auto const& image : reply.images)
            echoes.push_back(is_echo(image));
        if (std::ranges::find(echoes, false) == echoes.end()) return;
        std::size_t i = 0;
        std::erase_if(reply.images, [&](ReplyImage const&) { return echoes[i++]; });
    };
    drop([](std::string const& one, std::string const& other) { return one == other; });
    drop([](std::string const& one, std::string const& other) { return wire::is_same_picture(one, other); });
}

} // namespace inlay
