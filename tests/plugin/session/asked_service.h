// A service that lists the models it is told to and answers every run with a picture; what it was asked stands in its
// requests.
#pragma once

#include "support/scripted_server.h"

#include "inlay/base64.h"
#include "inlay/codec.h"

#include <string>
#include <vector>

namespace inlay::test {

inline std::string list_of_models(std::vector<std::string> const& ids) {
    std::string list;
    for (std::string const& id : ids)
        list += (list.empty() ? "" : ",") + (R"({"id":")" + id + R"("})");
    return R"({"object":"list","data":[)" + list + "]}";
}

inline std::string reply_with_picture() {
    return R"({"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":")" +
           base64::encode(encode_png(Image(Size{64, 48})).value()) + R"("}}]},"finishReason":"STOP"}]})";
}

inline ScriptedServer::Script asked_service(std::vector<std::string> models, int status_of_a_run = 200) {
    return [models = list_of_models(models), status_of_a_run](Connection& connection) {
        for (SeenRequest request; connection.read_request(request);) {
            bool const run = request.method == "POST";
            std::string const body = !run                     ? models
                                     : status_of_a_run == 200 ? reply_with_picture()
                                                              : R"({"error":{"message":"no such model"}})";
            connection.send("HTTP/1.1 " + std::to_string(run ? status_of_a_run : 200) +
                            " X\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                            "\r\n\r\n" + body);
        }
    };
}

// "GET /v1/models", "POST /v1beta/models/x:generateContent"
inline std::vector<std::string> asked(ScriptedServer const& server) {
    std::vector<std::string> lines;
    for (SeenRequest const& request : server.requests())
        lines.push_back(request.method + " " + request.target);
    return lines;
}

} // namespace inlay::test
