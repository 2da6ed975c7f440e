#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "analyzer/recordings/metric.hpp"

namespace tidemark {

// A count of KiB that may be unknown. It takes eight bytes, since a long recording holds very many.
class Kib {
 public:
  Kib() = default;
  // kib  >= 0
  explicit Kib(std::int64_t kib) : kib_(kib) {}

  [[nodiscard]] bool is_known() const { return kib_ >= 0; }
  // Only where is_known().
  [[nodiscard]] std::int64_t count() const { return kib_; }
  [[nodiscard]] double bytes() const { return static_cast<double>(kib_) * 1024.0; }
  bool operator==(const Kib&) const = default;

 private:
  std::int64_t kib_ = -1;
};

struct MemoryKib {
  Kib vm_size;
  Kib rss;
  Kib shared;
  Kib data;
  Kib swap{};  // swapped out; known only where a recording tells it

  bool operator==(const MemoryKib&) const = default;
  // Whether nothing was observed.
  [[nodiscard]] bool is_unobserved() const { return *this == MemoryKib(); }
  // Private memory: resident memory that is not shared, and what of it was swapped out, where that is known. The
  // kernel counts the first two apart from one another, so their difference may dip below 0 for a moment.
  [[nodiscard]] Kib anon() const {
    if (!rss.is_known() || !shared.is_known()) return {};
    const std::int64_t resident = std::max<std::int64_t>(0, rss.count() - shared.count());
    return Kib(resident + (swap.is_known() ? swap.count() : 0));
  }
  // The metric's value in bytes; absent where one of the values that it is made of is unknown.
  [[nodiscard]] std::optional<double> bytes(Metric metric) const;
};

// One of the values.
using MemoryField = Kib MemoryKib::*;

}  // namespace tidemark
