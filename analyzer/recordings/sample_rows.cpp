#include "analyzer/recordings/sample_rows.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>
#include <limits>
#include <utility>

namespace tidemark {
namespace {

// Most processes live for a few rows; of those that live long, a block is small beside their rows.
constexpr std::size_t kFirstBlock = 128;
constexpr std::size_t kLargestBlock = 4096;

// A row begins with four bits for each field, the number of bytes that its difference takes; these bytes
// follow, the lowest first. Whole words are moved, so a block has room for one behind its last row.
constexpr std::size_t kWidthsBytes = 4;
constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::size_t kLongestRow = kWidthsBytes + 7 * kWord;
constexpr std::uint64_t kNoFaults = std::uint64_t{1} << 63U;

void store(std::byte* place, std::uint64_t word) {
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  std::memcpy(place, &word, kWord);
}

std::uint64_t load(const std::byte* place) {
  std::uint64_t word = 0;
  std::memcpy(&word, place, kWord);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// Small differences of either sign become small numbers.
std::uint64_t fold(std::uint64_t difference) { return (difference << 1U) ^ (0 - (difference >> 63U)); }
std::uint64_t unfold(std::uint64_t folded) { return (folded >> 1U) ^ (0 - (folded & 1U)); }

std::uint64_t lowest_bytes(std::uint64_t word, std::uint64_t count) {
  return count == kWord ? word : word & ((std::uint64_t{1} << (8 * count)) - 1);
}

std::uint64_t to_field(Kib kib) { return static_cast<std::uint64_t>(kib.is_known() ? kib.count() + 1 : 0); }
Kib to_kib(std::uint64_t field) { return field == 0 ? Kib() : Kib(static_cast<std::int64_t>(field - 1)); }

}  // namespace

SampleRows::Fields SampleRows::to_fields(const SampleRow& row) {
  const MemoryKib& memory = row.memory;
  const std::uint64_t faults = row.faults ? static_cast<std::uint64_t>(*row.faults) : kNoFaults;
  return {row.tick,
          to_field(memory.vm_size),
          to_field(memory.rss),
          to_field(memory.shared),
          to_field(memory.data),
          faults ^ kNoFaults,
          to_field(memory.swap)};
}

SampleRow SampleRows::to_row(const Fields& fields) {
  SampleRow row{
      static_cast<std::uint32_t>(fields[0]),
      {to_kib(fields[1]), to_kib(fields[2]), to_kib(fields[3]), to_kib(fields[4]), to_kib(fields[6])}};
  if (fields[5] != 0) row.faults = static_cast<std::int64_t>(fields[5] ^ kNoFaults);
  return row;
}

void SampleRows::Rows::begin_block() {
  const std::size_t bytes =
      blocks.empty() ? kFirstBlock : std::min(2 * blocks.back().bytes.size(), kLargestBlock);
  blocks.push_back({std::vector<std::byte>(bytes), 0});
  bytes_held += bytes + sizeof(Block);
  last = {};
  may_continue = true;
}

void SampleRows::push_back(const SampleRow& row) {
  if (!rows_) rows_ = std::make_unique<Rows>();
  Rows& rows = *rows_;
  if (!rows.may_continue || rows.blocks.back().bytes.size() - rows.blocks.back().used < kLongestRow)
    rows.begin_block();
  Block& block = rows.blocks.back();
  std::byte* const begin = block.bytes.data() + block.used;
  std::byte* place = begin + kWidthsBytes;
  const Fields fields = to_fields(row);
  std::uint32_t widths = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::uint64_t difference = fold(fields[i] - rows.last[i]);
    const auto width = (static_cast<std::uint32_t>(std::bit_width(difference)) + 7) / 8;
    store(place, difference);
    place += width;
    widths |= width << (4 * i);
  }
  for (std::size_t i = 0; i < kWidthsBytes; ++i) begin[i] = static_cast<std::byte>(widths >> (8 * i));
  block.used += static_cast<std::size_t>(place - begin);
  rows.last = fields;
  ++rows.size;
}

void SampleRows::append(SampleRows&& later) {
  if (!rows_ || !later.rows_) {
    if (later.rows_) rows_ = std::move(later.rows_);
    return;
  }
  const auto taken = std::exchange(later.rows_, nullptr);
  std::move(taken->blocks.begin(), taken->blocks.end(), std::back_inserter(rows_->blocks));
  rows_->size += taken->size;
  rows_->bytes_held += taken->bytes_held;
  rows_->last = taken->last;
  rows_->may_continue = taken->may_continue;
}

SampleRows::Iterator SampleRows::begin() const {
  return Iterator(rows_ ? std::span<const Block>(rows_->blocks) : std::span<const Block>());
}

void SampleRows::Iterator::read() {
  while (block_ < blocks_.size() && place_ == blocks_[block_].used) {
    ++block_;
    place_ = 0;
    fields_ = {};
  }
  is_at_end_ = block_ == blocks_.size();
  if (is_at_end_) return;
  const std::byte* const begin = blocks_[block_].bytes.data();
  const std::byte* place = begin + place_;
  std::uint32_t widths = 0;
  for (std::size_t i = 0; i < kWidthsBytes; ++i)
    widths |= std::to_integer<std::uint32_t>(place[i]) << (8 * i);
  place += kWidthsBytes;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const std::uint32_t width = (widths >> (4 * i)) & 0xFU;
    fields_[i] += unfold(lowest_bytes(load(place), width));
    place += width;
  }
  place_ = static_cast<std::size_t>(place - begin);
  row_ = to_row(fields_);
}

}  // namespace tidemark
