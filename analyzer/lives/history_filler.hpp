#pragma once

#include <memory>
#include <vector>

#include "analyzer/lives/history.hpp"
#include "analyzer/lives/series.hpp"

namespace tidemark {

// Makes the histories and series of one life after another. Most processes are seen at the same ticks as the
// one before, and share its times. For one thread at a time.
class HistoryFiller {
 public:
  // Returns what fill_history returns for the life; valid until the next call.
  [[nodiscard]] const History& fill(const ProcessLife& life, const TimeRange& range);

  // Returns what make_all_series returns for the history of the last call.
  [[nodiscard]] std::vector<Series> make_all_series(std::optional<std::chrono::nanoseconds> max_gap);

 private:
  // The ticks of a session that all observed a process.
  struct Ticks {
    const Recording* recording = nullptr;
    std::uint32_t first = 0;
    std::uint32_t end = 0;

    bool operator==(const Ticks&) const = default;
  };

  [[nodiscard]] bool fill_quickly(const LifePart& part, const TimeRange& range);

  Ticks ticks_;  // of the present history; no recording where it was made otherwise
  History history_;
  std::shared_ptr<const Timeline> timeline_;  // of the present history, once it is made
};

}  // namespace tidemark
