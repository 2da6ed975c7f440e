#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
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

  // row  of a later tick than the last one
  void push_back(const SampleRow& row);
  // Takes over rows that are all later than these.
  void append(SampleRows&& later);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  // The memory that they take, about.
  [[nodiscard]] std::size_t bytes_held() const { return bytes_held_; }
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
  void begin_block();

  std::vector<Block> blocks_;
  Fields last_{};  // as it was written into the last block
  bool may_continue_ = false;
  std::size_t size_ = 0;
  std::size_t bytes_held_ = 0;
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
  explicit Iterator(const std::vector<Block>& blocks) : blocks_(&blocks) { read(); }
  void read();

  const std::vector<Block>* blocks_;
  std::size_t block_ = 0;
  std::size_t place_ = 0;  // in the block, of the next row
  Fields fields_{};
  SampleRow row_;
  bool is_at_end_ = false;
};

}  // namespace tidemark
