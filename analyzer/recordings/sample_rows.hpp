#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/recordings/memory_kib.hpp"

namespace tidemark {

// A sample row. `tick` and all other indices count from 0 in the vectors of the same Recording.
struct SampleRow {
  std::uint32_t tick = 0;
  MemoryKib memory;
  std::optional<std::int64_t> faults = std::nullopt;  // page faults since the process began

  bool operator==(const SampleRow&) const = default;
};

// The sample rows of one process in the order of their ticks. Each is held by its differences from the one
// before, in some 16 bytes instead of 64, since a long recording holds very many. They can be read from the
// front only.
class SampleRows {
 public:
  class Iterator;

  SampleRows() = default;
  ~SampleRows() = default;
  SampleRows(const SampleRows& other) : rows_(other.rows_ ? std::make_unique<Rows>(*other.rows_) : nullptr) {}
  SampleRows(SampleRows&&) = default;
  SampleRows& operator=(const SampleRows& other) { return *this = SampleRows(other); }
  SampleRows& operator=(SampleRows&&) = default;

  // row  of a later tick than the last one
  void push_back(const SampleRow& row);
  // Takes over rows that are all later than these.
  void append(SampleRows&& later);

  [[nodiscard]] std::size_t size() const { return rows_ ? rows_->size : 0; }
  [[nodiscard]] bool empty() const { return size() == 0; }
  // The memory that they take, about.
  [[nodiscard]] std::size_t bytes_held() const { return rows_ ? rows_->bytes_held : 0; }
  // Valid while the rows are unchanged.
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] static std::default_sentinel_t end() { return {}; }

 private:
  // One for each field of a row: tick, vm_size, rss, shared, data, faults, swap.
  using Fields = std::array<std::uint64_t, 7>;

  // Differences are counted from nothing at the beginning of each block.
  struct Block {
    std::vector<std::byte> bytes;
    std::size_t used = 0;
  };

  static Fields to_fields(const SampleRow& row);
  static SampleRow to_row(const Fields& fields);
  struct Rows {
    std::vector<Block> blocks;
    Fields last{};  // as it was written into the last block
    bool may_continue = false;
    std::size_t size = 0;
    std::size_t bytes_held = 0;

    void begin_block();
  };

  std::unique_ptr<Rows>
      rows_;  // null for none: most processes of a large recording have been judged, or are not yet read
};

class SampleRows::Iterator {
 public:
  using value_type = SampleRow;
  using difference_type = std::ptrdiff_t;

  const SampleRow& operator*() const { return row_; }
  const SampleRow* operator->() const { return &row_; }
  Iterator& operator++() {
    read();
    return *this;
  }
  void operator++(int) { ++*this; }
  bool operator==(std::default_sentinel_t) const { return is_at_end_; }

 private:
  friend class SampleRows;
  explicit Iterator(std::span<const Block> blocks) : blocks_(blocks) { read(); }
  void read();

  std::span<const Block> blocks_;
  std::size_t block_ = 0;
  std::size_t place_ = 0;  // in the block, of the next row
  Fields fields_{};
  SampleRow row_;
  bool is_at_end_ = false;
};

}  // namespace tidemark
