// How do many pictures become many results, so that no answer is paid for twice, whatever ends the program?
#include "batch_inputs.h"
#include "claim.h"
#include "commands.h"
#include "edit_files.h"
#include "interrupt.h"
#include "output.h"

#include "inlay/plugin/journal.h"
#include "inlay/plugin/price.h"
#include "inlay/plugin/recover.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <deque>
#include <filesystem>
#include <list>
#include <thread>

namespace inlay::cli {
namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// What the next file would meet as well.
bool ends_the_batch(ErrorCode code) {
    switch (code) {
    case ErrorCode::no_credit:
    case ErrorCode::quota_exhausted:
    case ErrorCode::no_key:
    case ErrorCode::key_rejected:
    case ErrorCode::permission_denied:
    case ErrorCode::region_or_billing:
    case ErrorCode::model_unavailable:
    case ErrorCode::wrong_address:
        return true;
    default:
        return false;
    }
}

// The request had left whole, perhaps, and nothing came of it: it may have been paid for.
bool may_have_been_paid(ErrorCode code) {
    return code == ErrorCode::timed_out || code == ErrorCode::connection_lost || code == ErrorCode::service_error ||
           code == ErrorCode::internal;
}

class Batch {
  public:
    Batch(Arguments const& arguments, Service const& service, std::vector<BatchItem> items)
        : arguments_(arguments), service_(service), items_(std::move(items)) {
        auto const price = expected_price(service.target.provider, service.target.model, Action::edit_layer,
                                          arguments.options.size, 1);
        price_ = service.target.is_sandbox ? 0.0 : price.high.value_or(0);
        price_is_known_ = service.target.is_sandbox || (price.low && !service.target.provider.base_url.empty());
    }
    [[nodiscard]] bool price_is_known() const { return price_is_known_; }

    int run() {
        watch_for_interrupt();
        std::size_t next = 0;
        while (true) {
            while (next < items_.size() && may_start()) {
                std::size_t const item = next++;
                start(items_[item]);
            }
            std::erase_if(running_, [&](Running& one) {
                if (!one.job->poll().finished) return false;
                finish(one);
                return true;
            });
            if (running_.empty() && (next == items_.size() || stopped())) break;
            show_state(next);
            if (running_.empty())
                std::this_thread::sleep_for(50ms); // the minute is full
            else
                running_.front().job->wait_for(50ms);
        }
        show_progress(arguments_, "");
        std::size_t const left = items_.size() - next;
        write_line({{"summary",
                     {{"files", items_.size()},
                      {"done", done_},
                      {"skipped", skipped_},
                      {"claimed", claimed_},
                      {"failed", failed_},
                      {"unknown", unknown_},
                      {"left", left},
                      {"spent_usd", spent_}}}});
        if (interrupted()) return exit_status(ErrorCode::cancelled);
        if (stopped_by_) return exit_status(*stopped_by_);
        return failed_ + unknown_ + claimed_ + left == 0 ? 0 : exit_status(ErrorCode::service_error);
    }

  private:
    struct Running {
        BatchItem item;
        Arguments arguments;
        Picture picture;
        Image layer;
        std::unique_ptr<Job> job;
        std::string recovered_from; // the run whose answer is placed; empty: a model was asked
    };

    [[nodiscard]] bool stopped() const { return interrupted() || stopped_by_; }
    bool may_start() {
        if (stopped() || running_.size() >= static_cast<std::size_t>(arguments_.jobs)) return false;
        auto const minute_ago = Clock::now() - 1min;
        while (!started_.empty() && started_.front() < minute_ago)
            started_.pop_front();
        if (arguments_.per_minute > 0 && started_.size() >= static_cast<std::size_t>(arguments_.per_minute))
            return false;
        double const committed = spent_ + price_ * static_cast<double>(asked_for());
        if (arguments_.budget && committed + price_ > *arguments_.budget + 1e-9) {
            if (running_.empty()) stopped_by_ = ErrorCode::quota_exhausted;
            return false;
        }
        return true;
    }
    [[nodiscard]] std::size_t asked_for() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(running_, [](Running const& one) { return one.recovered_from.empty(); }));
    }

    void start(BatchItem const& item) {
        std::error_code error;
        auto const before = read_claim(item.output);
        if (fs::exists(item.output, error) && !arguments_.overwrite) {
            if (before && before->is_of_this_host() && !before->owner_lives()) give_claim_up(item.output);
            ++skipped_;
            return write_line({{"file", item.output}, {"state", "skipped"}});
        }
        auto claimed = claim(item, before);
        if (!claimed) return;
        auto picture = load_picture(item.input);
        if (!picture) return fail_item(item, picture.error(), true);
        Arguments own = arguments_;
        own.input = item.input;
        own.output = item.output;
        if (auto writable = check_writable(item.output); !writable) return fail_item(item, writable.error(), true);
        if (!format_of_name(item.output))
            return fail_item(item,
                             {ErrorCode::bad_input, "The name does not say in which format to write.",
                              "Let it end in .png, .jpg or .webp.", ""},
                             true);
        Picture read = std::move(*picture);
        auto snapshot = snapshot_of(own, read);
        if (!snapshot) return fail_item(item, snapshot.error(), true);
        Image layer = snapshot->layer;
        JobRequest request;
        request.action = Action::edit_layer;
        request.options = own.options;
        request.snapshot = std::move(*snapshot);
        request.target = service_.target;
        request.kept_answers = std::move(claimed->answers);
        request.on_begun = [output = item.output, mine = claimed->claim](std::string const& id) mutable {
            mine.id = id;
            return renew_claim(output, mine);
        };
        std::string const recovered_from = request.kept_answers.empty() ? std::string() : claimed->claim.id;
        if (recovered_from.empty()) started_.push_back(Clock::now());
        auto job = Job::start(std::move(request));
        running_.push_back({item, std::move(own), std::move(read), std::move(layer), std::move(job), recovered_from});
    }

    struct Claimed {
        Claim claim;
        std::vector<std::string> answers; // of a run that was killed behind them
    };
    std::optional<Claimed> claim(BatchItem const& item, std::optional<Claim> const& before) {
        Claimed mine{Claim::of_this_process(), {}};
        auto const not_ours = [&](char const* state, std::size_t& count, std::string const& words) {
            ++count;
            write_line({{"file", item.output}, {"state", state}, {"claim", words}});
            return std::nullopt;
        };
        auto const words_of = [](Claim const& claim) {
            return claim.host + " " + std::to_string(claim.pid) + " " + claim.id;
        };
        if (!before) {
            auto made = make_claim(item.output, mine.claim);
            if (!made) {
                fail_item(item, made.error(), false);
                return std::nullopt;
            }
            if (*made) return mine;
            return not_ours("claimed", claimed_, "");
        }
        bool const foreign = !before->is_of_this_host();
        if (before->owner_lives() || (foreign && !arguments_.take_over))
            return not_ours("claimed", claimed_, words_of(*before));
        if (!before->id.empty()) mine.answers = answers_of(before->id);
        if (mine.answers.empty() && !before->id.empty() && !arguments_.retry_unknown)
            return not_ours("unknown", unknown_, words_of(*before));
        if (!mine.answers.empty()) mine.claim.id = before->id;
        if (!take_claim_over(item.output, *before, mine.claim)) return not_ours("claimed", claimed_, words_of(*before));
        return mine;
    }
    // What had come, and what a service by task still owes; nothing is asked for anew.
    std::vector<std::string> answers_of(std::string const& id) const {
        RecoverRequest request;
        request.id = id;
        request.key_environment = arguments_.key_environment;
        auto found = recover(request);
        std::vector<std::string> answers;
        if (found && !found->reply.images.empty()) answers.push_back(std::move(found->reply.images.front().bytes));
        return answers;
    }

    void finish(Running& one) {
        auto result = one.job->take();
        if (!result) {
            ErrorCode const code = result.error().code;
            bool const paid = may_have_been_paid(code) || code == ErrorCode::undecodable;
            if (one.recovered_from.empty() && paid) spent_ += price_; // or the budget might not be kept
            return fail_item(one.item, result.error(), !paid);
        }
        bool const was_asked = one.recovered_from.empty();
        double const cost = was_asked ? result->usage.cost_usd.value_or(price_) : 0;
        spent_ += cost;
        bool const inserted = !result->edits.empty();
        auto files = files_of_edits(one.arguments, one.picture, one.layer, *result);
        if (!files) return fail_item(one.item, files.error(), false);
        if (auto written = write_files_together(files->files); !written)
            return fail_item(one.item, written.error(), false);
        if (inserted) one.job->confirm_saved();
        if (!was_asked) [[maybe_unused]]
            auto const noted = default_journal().mark_saved(one.recovered_from);
        give_claim_up(one.item.output);
        ++done_;
        json line{{"file", one.item.output}, {"state", "done"}, {"recovered", !was_asked}, {"cost_usd", cost}};
        line.update(outcome_json(service_.target, *result, files->written));
        write_line(line);
    }

    // `again`: the next run may do it again; otherwise the claim stays, and the journal decides.
    void fail_item(BatchItem const& item, Error const& error, bool again) {
        if (again) give_claim_up(item.output);
        bool const unknown = may_have_been_paid(error.code);
        ++(unknown ? unknown_ : failed_);
        json line{{"file", item.output}, {"state", unknown ? "unknown" : "failed"}};
        line.update(error_json(error));
        write_line(line);
        if (ends_the_batch(error.code) && !stopped_by_) stopped_by_ = error.code;
    }

    void write_line(json const& line) const {
        show_progress(arguments_, "");
        write_out(line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
    }
    void show_state(std::size_t next) const {
        std::string text = fmt::format("{} of {} done, {} failed, {} running, {} left", done_ + skipped_, items_.size(),
                                       failed_ + unknown_, running_.size(), items_.size() - next);
        if (price_is_known_) text += fmt::format(", ${:.2f} spent", spent_);
        if (arguments_.budget) text += fmt::format(" of ${:.2f}", *arguments_.budget);
        show_progress(arguments_, text);
    }

    Arguments const& arguments_;
    Service const& service_;
    std::vector<BatchItem> items_;
    std::list<Running> running_;
    std::deque<Clock::time_point> started_;
    double price_ = 0;
    bool price_is_known_ = false;
    double spent_ = 0;
    std::size_t done_ = 0;
    std::size_t skipped_ = 0;
    std::size_t claimed_ = 0;
    std::size_t failed_ = 0;
    std::size_t unknown_ = 0;
    std::optional<ErrorCode> stopped_by_;
};

} // namespace

Result<int> run_batch(Arguments const& arguments) {
    auto items = batch_items(arguments.input, arguments.output);
    if (!items) return fail(items.error());
    std::error_code error;
    fs::create_directories(arguments.output, error);
    if (error)
        return fail(ErrorCode::output_failed, arguments.output + " cannot be made: " + error.message() + ".",
                    "Choose another folder, or check that you may write there.");
    auto const service = choose_service(arguments);
    if (!service) return fail(service.error());
    Batch batch(arguments, *service, std::move(*items));
    if (arguments.budget && !batch.price_is_known())
        return fail(ErrorCode::usage, "No price is known for this model, so --budget cannot be kept.",
                    "Leave --budget out, or choose a model of `inlay models` with a price.");
    return batch.run();
}

} // namespace inlay::cli
