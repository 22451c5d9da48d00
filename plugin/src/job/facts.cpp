// What is remembered of a run, in the journal and with the layer? Never the key.
#include "steps.h"

#include "inlay/plugin/parameters.h"
#include "inlay/plugin/price.h"
#include "inlay/redact.h"

#include <nlohmann/json.hpp>

#include <ctime>
#include <filesystem>

namespace inlay::job_steps {
namespace {

using nlohmann::json;

std::string local_time() {
    std::time_t const now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    char text[40];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S%z", &parts);
    return text;
}

json common(JobRequest const& job) {
    Connection const& connection = job.target.connection;
    json facts;
    facts["action"] = name(job.action);
    facts["prompt"] = job.options.prompt;
    facts["provider"] = connection.provider;
    facts["model"] = connection.model;
    facts["wire"] = connection.wire;
    facts["base_url"] = shown_url(connection.base_url);
    facts["time"] = local_time();
    facts["parameters"] = json::parse(to_json(job.options, job.action), nullptr, false);
    return facts;
}

// A picture is given away, and its layers' facts with it: neither where a private gateway stands nor the names of
// folders go along.
json without_addresses(json facts) {
    facts.erase("base_url");
    json& parameters = facts["parameters"];
    for (char const* const name : {"base-url", "proxy", "ca-bundle"})
        parameters.erase(name);
    for (json& file : parameters["reference"])
        file = std::filesystem::path(file.get<std::string>()).filename().string();
    return facts;
}

// Prompts may hold anything; what is not UTF-8 is replaced, not thrown over.
std::string text_of(json const& facts) {
    return facts.dump(1, ' ', false, json::error_handler_t::replace);
}

} // namespace

std::string journal_facts(JobRequest const& job) {
    json facts = common(job);
    facts["auth"] = name(job.target.connection.auth);             // for an order that is asked for later
    facts["provider_name"] = job.target.connection.provider_name; // for what is wrong with a reply that is read later
    Rect const rect = job.snapshot.layer_rect;
    facts["layer"] = {{"name", job.snapshot.layer_name},
                      {"x", rect.x},
                      {"y", rect.y},
                      {"width", rect.width},
                      {"height", rect.height}};
    return text_of(facts);
}

std::string layer_facts(JobRequest const& job, Prepared const& prepared, CallResult const* call,
                        AnswerFacts const& answer) {
    json facts = without_addresses(common(job));
    facts["answer"] = {{"width", answer.size.width}, {"height", answer.size.height}, {"mime", answer.mime}};
    facts["changed_fraction"] = answer.changed_fraction;
    if (auto const price = list_price(job.target.model, prepared.request.size)) facts["price_usd"] = *price;
    if (call != nullptr) {
        if (!call->reply.model_version.empty()) facts["model_version"] = call->reply.model_version;
        if (!call->reply.request_id.empty()) facts["request_id"] = call->reply.request_id;
        if (call->reply.usage.total_tokens) facts["total_tokens"] = *call->reply.usage.total_tokens;
        if (call->reply.usage.cost_usd) facts["price_usd"] = *call->reply.usage.cost_usd;
    }
    return text_of(facts);
}

} // namespace inlay::job_steps
