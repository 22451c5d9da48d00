// How does what was ordered come back after its run is over? See recover.h.
#include "inlay/plugin/recover.h"

#include "journal_observer.h"

#include "inlay/plugin/price.h"
#include "inlay/plugin/settings.h"
#include "inlay/plugin/target.h"
#include "inlay/plugin/usage.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace inlay {
namespace {

using nlohmann::json;

class Listener final : public job_steps::JournalObserver {
  public:
    Listener(std::size_t index, JournalJob const* journal, std::string_view key, RecoverRequest const& request)
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

// Asked for without a key, so it needs none.
Connection connection_for_pictures(Result<Target> const& target, json const& facts) {
    if (target) return target->connection;
    Connection connection;
    connection.provider = text_in(facts, "provider");
    connection.provider_name = text_in(facts, "provider_name");
    connection.base_url = text_in(facts, "base_url");
    connection.wire = text_in(facts, "wire");
    return connection;
}

std::string addresses_in(Reply const& reply) {
    std::string all;
    for (ReplyImage const& image : reply.images)
        if (!image.url.empty()) all += (all.empty() ? "" : " ") + image.url;
    return all;
}

class Recovery {
  public:
    Recovery(RecoverRequest const& request, JournalJob const& job, json const& facts)
        : request_(request), job_(job), facts_(facts), target_(target_of(facts, request)) {}

    void ask_for(Journal::OpenTask const& open) {
        if (!target_) return note(target_.error());
        Listener listener(open.index, &job_, target_->connection.api_key, request_);
        auto const result = resume_call(open.task, target_->connection, listener, request_.stop);
        if (result)
            note_spending(*target_, facts_, result->reply.usage);
        else
            note(result.error());
    }
    void fetch(Journal::Unfetched unfetched) {
        std::string const addresses = addresses_in(unfetched.reply);
        Connection const connection = connection_for_pictures(target_, facts_);
        Listener listener(unfetched.index, &job_, connection.api_key, request_);
        auto fetched = fetch_kept_pictures(unfetched.reply, connection, listener, request_.stop);
        if (fetched) return;
        fetched.error().advice = "Its address is " + addresses + "; such addresses hold for a short time only.";
        note(std::move(fetched.error()));
    }
    [[nodiscard]] std::vector<Error> const& errors() const { return errors_; }

  private:
    void note(Error error) {
        auto const same = [&](Error const& other) { return other.message == error.message; };
        if (std::ranges::none_of(errors_, same)) errors_.push_back(std::move(error));
    }
    RecoverRequest const& request_;
    JournalJob const& job_;
    json const& facts_;
    Result<Target> const target_;
    std::vector<Error> errors_;
};

} // namespace

Result<Recovered> recover(RecoverRequest const& request) {
    auto const journal = default_journal();
    auto const open = journal.open_tasks(request.id);
    if (!open) return fail(open.error());
    auto unfetched = journal.unfetched(request.id);
    if (!unfetched) return fail(unfetched.error());
    std::vector<Error> errors;
    if (!open->empty() || !unfetched->empty()) {
        auto const text = journal.facts(request.id);
        json const facts = text ? json::parse(*text, nullptr, false) : json::object();
        auto const job = journal.open(request.id);
        if (!job) return fail(job.error());
        Recovery recovery(request, *job, facts);
        for (auto const& order : *open)
            recovery.ask_for(order);
        auto const is_ordered = [&](std::size_t index) {
            return std::ranges::find(*open, index, &Journal::OpenTask::index) != open->end();
        };
        for (auto& reply : *unfetched)
            if (!is_ordered(reply.index)) recovery.fetch(std::move(reply));
        errors = recovery.errors();
        if (request.stop.stop_requested()) return fail(ErrorCode::cancelled, "Cancelled.");
    }
    auto reply = journal.read(request.id);
    if (!reply) return fail(errors.empty() ? reply.error() : errors.front());
    Recovered recovered{std::move(*reply), {}};
    for (Error const& error : errors)
        recovered.notes.push_back("One picture is not there. " + error.message);
    return recovered;
}

} // namespace inlay
