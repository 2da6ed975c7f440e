#include "analyzer/history/level_changes.hpp"

#include <algorithm>
#include <utility>

#include "analyzer/history/division.hpp"
#include "analyzer/numbers/scan.hpp"

namespace tidemark {
namespace {

using Values = std::span<const double>;
using Kind = LevelChange::Kind;

class Search {
 public:
  Search(Values values, const LevelScale& scale, const HistorySettings& settings,
         const std::vector<bool>& proven)
      : values_(values), scale_(scale), settings_(settings), proven_(proven) {}

  std::vector<LevelChange> run() {
    for (std::size_t newest = settings_.fewest_before; newest < values_.size(); ++newest) look(newest);
    return std::move(changes_);
  }

 private:
  void look(std::size_t newest) {
    if (newest < begin_ + settings_.fewest_before) return;
    const Values level = values_.subspan(begin_, newest + 1 - begin_);
    if (range_of(level).width() < scale_.least_change) return give_up_pending();
    if (pending_ && changes_.back().is_confirmed && goes_on(newest)) return;
    const std::size_t skipped = level.size() - std::min(level.size(), settings_.most_before);
    const auto step = find_step(level.subspan(skipped), scale_, settings_);
    if (step) return take_step(begin_ + skipped + step->place, *step, newest);
    give_up_pending();
    if (const auto drift = find_drift(level, scale_, settings_)) take_drift(*drift, newest);
  }

  // Whether a step that two values showed holds for another one.
  bool goes_on(std::size_t newest) {
    const LevelChange& step = changes_.back();
    if (!Division{0, step.before, step.after}.is_after(values_[newest])) return false;
    settle(newest);
    return true;
  }

  // A level counts once it could be the one before the next change.
  void settle(std::size_t newest) {
    const std::size_t since = changes_.back().since;
    pending_ = newest + 1 < since + settings_.fewest_before;
    if (!pending_) begin_ = since;
  }

  void take_step(std::size_t place, const Division& step, std::size_t newest) {
    if (!is_last(place, step.is_rise())) {
      give_up_pending();
      changes_.push_back({.kind = Kind::kOdd, .told = newest, .from = begin_});
    }
    LevelChange& change = changes_.back();
    const bool was_told = change.is_confirmed || change.kind == Kind::kStep;
    change.is_confirmed = change.is_confirmed || place < newest;
    change.kind = change.is_confirmed || is_proven(newest) ? Kind::kStep : Kind::kOdd;
    if (change.kind == Kind::kStep && !was_told) change.told = newest;
    change.since = place;
    change.before = step.before;
    change.after = step.after;
    settle(newest);
  }

  // Whether the last change is the one at this place, with or without a run in between that spoke against it.
  [[nodiscard]] bool is_last(std::size_t place, bool rises) const {
    if (changes_.empty()) return false;
    const LevelChange& last = changes_.back();
    return (pending_ || last.kind == Kind::kLone) && last.is_rise() == rises && place + 1 >= last.since &&
           place <= last.since + 1;
  }

  void take_drift(const Division& drift, std::size_t newest) {
    changes_.push_back({.kind = Kind::kDrift,
                        .since = begin_,
                        .told = newest,
                        .from = begin_,
                        .before = drift.before,
                        .after = drift.after,
                        .is_confirmed = true});
    begin_ += drift.place;
  }

  [[nodiscard]] bool is_proven(std::size_t value) const { return !proven_.empty() && proven_.at(value); }

  void give_up_pending() {
    if (pending_) changes_.back().kind = Kind::kLone;
    pending_ = false;
  }

  Values values_;
  const LevelScale& scale_;
  const HistorySettings& settings_;
  const std::vector<bool>& proven_;
  std::size_t begin_ = 0;
  bool pending_ = false;  // whether the last change stays is for the next values to tell
  std::vector<LevelChange> changes_;
};

}  // namespace

std::vector<LevelChange> find_level_changes(std::span<const double> values, const LevelScale& scale,
                                            const HistorySettings& settings,
                                            const std::vector<bool>& proven) {
  return Search(values, scale, settings, proven).run();
}

}  // namespace tidemark
