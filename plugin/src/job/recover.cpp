// How does what was ordered come back after its run is over? See recover.h.
#include "inlay/plugin/recover.h"

#include "journal_observer.h"

#include "inlay/plugin/price.h"
#include "inlay/plugin/settings.h"
#include "inlay/plugin/target.h"
#include "inlay/plugin/usage.h"

#include <nlohmann/json.hpp>

namespace inlay {
namespace {

using nlohmann::json;

class Listener final : public job_steps::JournalObserver {
  public:
    Listener(std::size_t index, JournalJob const& journal, std::string_view key, RecoverRequest const& request)
        : JournalObserver(index, journal, key), request_(request) {}

  private:
    void show(Progress progress) override {
        if (request_.on_progress) request_.on_progress(progress);
    }
    RecoverRequest const& request_;
};

std::string text_in(json const& object, char const* name) {
    auto const found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>()
                                                                             : std::string();
}

// Where the order was made, with the key of the day. What the run had named counts as named again, and no more: a key
// of INLAY_API_KEY must not reach a service that the person had only in the settings.
Result<Target> target_of(json const& facts, RecoverRequest const& request) {
    auto settings = Settings::load();
    if (!settings) return fail(settings.error());
    auto const providers = load_providers();
    if (!providers) return fail(providers.error());
    json const parameters = facts.value("parameters", json::object());
    std::string const provider = text_in(facts, "provider");
    Options options;
    options.provider = text_in(parameters, "provider");
    options.base_url =
        provider == "custom" || !text_in(parameters, "base-url").empty() ? text_in(facts, "base_url") : "";
    options.model = text_in(facts, "model");
    options.wire = text_in(facts, "wire");
    options.auth = text_in(facts, "auth");
    settings->provider = provider;
    settings->base_url_of[provider] = text_in(facts, "base_url");
    bool const named = !options.provider.empty() || !options.base_url.empty();
    if (request.key_environment_given && !named) options.provider = provider;
    return resolve_target(options, *settings, *providers, text_in(facts, "base_url"), request.key_environment);
}

// Its run is over, and has not counted it.
void note_spending(Target const& target, json const& facts, Usage const& usage) {
    if (target.is_sandbox) return;
    std::string const size = text_in(facts.value("parameters", json::object()), "size");
    Spent spent;
    spent.provider = target.connection.provider;
    spent.model = target.connection.model;
    spent.pictures = 1;
    spent.tokens = usage.total_tokens.value_or(0);
    spent.price_usd = usage.cost_usd.value_or(list_price(target.model, size).value_or(0));
    [[maybe_unused]] auto const noted = record_spent(spent);
}

} // namespace

Result<Recovered> recover(RecoverRequest const& request) {
    auto const journal = default_journal();
    auto const open = journal.open_tasks(request.id);
    if (!open) return fail(open.error());
    std::vector<Error> errors;
    if (!open->empty()) {
        auto const text = journal.facts(request.id);
        if (!text) return fail(text.error());
        json const facts = json::parse(*text, nullptr, false);
        auto const job = journal.open(request.id);
        if (!job) return fail(job.error());
        auto const target = target_of(facts, request);
        if (!target) errors.push_back(target.error());
        for (auto const& [index, task] : *open) {
            if (!target) break;
            Listener listener(index, *job, target->connection.api_key, request);
            auto const result = resume_call(task, target->connection, listener, request.stop);
            if (result)
                note_spending(*target, facts, result->reply.usage);
            else
                errors.push_back(result.error());
        }
        if (request.stop.stop_requested()) return fail(ErrorCode::cancelled, "Cancelled.");
    }
    auto reply = journal.read(request.id);
    if (!reply) return fail(errors.empty() ? reply.error() : errors.front());
    Recovered recovered{std::move(*reply), {}};
    for (Error const& error : errors)
        recovered.notes.push_back("One picture that was ordered is not there. " + error.message);
    return recovered;
}

} // namespace inlay
