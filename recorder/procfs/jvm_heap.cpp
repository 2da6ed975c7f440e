#include "recorder/procfs/jvm_heap.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace tidemark {
namespace {

constexpr std::string_view kMagic = "\xCA\xFE\xC0\xC0";
constexpr std::size_t kHeadBytes = 32;
constexpr std::size_t kEntryHeadBytes = 20;
// Beyond any heap, and far from where sums of them overflow.
constexpr std::int64_t kMostBytes = std::int64_t{1} << 52;

// Numbers of a text in its byte order. What lies outside of the text is nullopt.
class Numbers {
 public:
  Numbers(std::string_view bytes, bool is_big_endian) : bytes_(bytes), is_big_endian_(is_big_endian) {}

  template <std::size_t kSize>
  [[nodiscard]] std::optional<std::uint64_t> at(std::size_t offset) const {
    if (offset > bytes_.size() || bytes_.size() - offset < kSize) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kSize; ++i) {
      const std::size_t place = offset + (is_big_endian_ ? i : kSize - 1 - i);
      value = value << 8U | static_cast<std::uint8_t>(bytes_[place]);
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool is_big_endian_;
};

struct Entry {
  std::string_view name;
  std::int64_t number = 0;  // of one that is a number
  std::string_view text;    // of one that is a text
};

// Returns the bytes up to the first zero, all where there is none.
std::string_view up_to_zero(std::string_view bytes) { return bytes.substr(0, bytes.find('\0')); }

// Returns an entry's name and value.
//
// entry  the bytes of the entry, kEntryHeadBytes at least
std::optional<Entry> read_entry(std::string_view entry, const Numbers& numbers, std::size_t start) {
  const std::size_t name_offset = numbers.at<4>(start + 4).value_or(0);
  const std::size_t length = numbers.at<4>(start + 8).value_or(0);
  const char type = entry[12];
  const std::size_t data_offset = numbers.at<4>(start + 16).value_or(0);
  if (name_offset >= entry.size() || data_offset > entry.size()) return std::nullopt;
  Entry result;
  result.name = up_to_zero(entry.substr(name_offset));
  if (type == 'J' && length == 0 && entry.size() - data_offset >= 8) {
    result.number = static_cast<std::int64_t>(numbers.at<8>(start + data_offset).value_or(0));
    return result;
  }
  if (type != 'B' || length > entry.size() - data_offset) return std::nullopt;
  result.text = up_to_zero(entry.substr(data_offset, length));
  return result;
}

// Takes a prefix off a name; returns whether it had it.
bool take(std::string_view& name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return false;
  name.remove_prefix(prefix.size());
  return true;
}

// Takes a number below `end` and the dot behind it off a name.
std::optional<std::size_t> take_index(std::string_view& name, std::size_t end) {
  std::size_t index = 0;
  const auto parsed = std::from_chars(name.data(), name.data() + name.size(), index);
  if (parsed.ec != std::errc() || index >= end) return std::nullopt;
  name.remove_prefix(static_cast<std::size_t>(parsed.ptr - name.data()));
  return take(name, ".") ? std::optional(index) : std::nullopt;
}

using Count = std::optional<std::int64_t>;

Count known(std::int64_t value) { return value >= 0 && value <= kMostBytes ? Count(value) : std::nullopt; }

void add(Count& sum, Count value) {
  if (value) sum = sum.value_or(0) + *value;
}

struct Space {
  Count used;
  bool is_eden = false;
};

struct Generation {
  Count capacity;
  Count most;
  std::array<Space, 6> spaces;
  bool is_of_classes = false;  // the permanent one, which is no heap
};

// What a collector collects.
enum class Reach { kUnknown, kYoung, kWhole, kWholeInTwoPauses };

// By its name, in JDK 9 and later, or before.
Reach reach_of(std::string_view name) {
  if (name == "G1 concurrent cycle pauses") return Reach::kWholeInTwoPauses;
  if (name.find("full") != std::string_view::npos || name == "MSC" || name == "PSMarkSweep" ||
      name == "PSParallelCompact")
    return Reach::kWhole;
  const bool is_young = name.find("young") != std::string_view::npos || name == "MCopy" ||
                        name == "PSScavenge" || name == "G1 incremental collections";
  return is_young ? Reach::kYoung : Reach::kUnknown;
}

struct Collector {
  Count invocations;
  Reach reach = Reach::kUnknown;
  std::int64_t last_entry = 0;
  std::int64_t last_exit = 0;
};

// Counters of the heap, as they are met.
class HeapCounters {
 public:
  void take_entry(const Entry& entry) {
    std::string_view name = entry.name;
    if (take(name, "sun.gc.collector.")) {
      if (const auto index = take_index(name, collectors_.size())) take_collector(*index, name, entry);
    } else if (take(name, "sun.gc.generation.")) {
      if (const auto index = take_index(name, generations_.size())) take_generation(*index, name, entry);
    }
  }

  [[nodiscard]] std::optional<JvmHeap> heap() const {
    const bool collects = std::any_of(collectors_.begin(), collectors_.end(),
                                      [](const Collector& one) { return one.last_entry > one.last_exit; });
    if (collects) return std::nullopt;
    Count used;
    Count capacity;
    Count most;
    Count largest;
    Count collections;
    for (const Generation& generation : generations_) {
      if (generation.is_of_classes) continue;
      add(capacity, generation.capacity);
      add(most, generation.most);
      largest = std::max(largest, generation.most);
      for (const Space& space : generation.spaces) {
        if (!space.is_eden) add(used, space.used);
      }
    }
    for (const Collector& one : collectors_) add(collections, one.invocations);
    if (!capacity || !collections) return std::nullopt;
    if (has_one_bound_) most = largest;
    if (most) capacity = std::min(capacity, most);
    if (is_concurrent_) used.reset();
    return JvmHeap{to_kib(used), to_kib(capacity), to_kib(most), collections, whole_collections()};
  }

 private:
  [[nodiscard]] Count whole_collections() const {
    Count whole;
    for (const Collector& one : collectors_) {
      if (!one.invocations) continue;
      if (one.reach == Reach::kUnknown || is_concurrent_) return std::nullopt;
      if (one.reach == Reach::kWhole) add(whole, one.invocations);
      if (one.reach == Reach::kWholeInTwoPauses) add(whole, *one.invocations / 2);
    }
    return whole;
  }

  static Count to_kib(Count bytes) { return bytes ? Count(*bytes / 1024) : std::nullopt; }

  void take_collector(std::size_t index, std::string_view name, const Entry& entry) {
    Collector& collector = collectors_[index];
    if (name == "invocations") collector.invocations = known(entry.number);
    if (name == "lastEntryTime") collector.last_entry = entry.number;
    if (name == "lastExitTime") collector.last_exit = entry.number;
    if (name != "name") return;
    collector.reach = reach_of(entry.text);
    // Generations that share the heap's regions: each may become all of it.
    const bool is_z = entry.text.starts_with("Z");
    if (is_z || entry.text.starts_with("G1")) has_one_bound_ = true;
    if (is_z || entry.text.starts_with("Shenandoah")) is_concurrent_ = true;
  }

  void take_generation(std::size_t index, std::string_view name, const Entry& entry) {
    Generation& generation = generations_[index];
    if (name == "capacity") generation.capacity = known(entry.number);
    if (name == "maxCapacity") generation.most = known(entry.number);
    if (name == "name") generation.is_of_classes = entry.text == "perm";
    if (!take(name, "space.")) return;
    const auto space = take_index(name, generation.spaces.size());
    if (!space) return;
    if (name == "used") generation.spaces[*space].used = known(entry.number);
    if (name == "name") generation.spaces[*space].is_eden = entry.text == "eden";
  }

  std::array<Generation, 3> generations_;
  std::array<Collector, 6> collectors_;
  bool has_one_bound_ = false;
  bool is_concurrent_ = false;  // collects while the program allocates: what it left is not to be told
};

}  // namespace

std::optional<JvmHeap> parse_jvm_heap(std::string_view bytes) {
  if (bytes.size() < kHeadBytes || !bytes.starts_with(kMagic)) return std::nullopt;
  const bool is_big_endian = bytes[4] == 0;
  constexpr char kVersion = 2;
  const bool is_accessible = bytes[7] != 0;
  if (bytes[5] != kVersion || !is_accessible) return std::nullopt;
  const Numbers numbers(bytes, is_big_endian);
  std::size_t start = numbers.at<4>(24).value_or(0);
  HeapCounters counters;
  for (std::uint64_t left = numbers.at<4>(28).value_or(0); left > 0; --left) {
    const std::size_t length = numbers.at<4>(start).value_or(0);
    if (length < kEntryHeadBytes || length > bytes.size() - start) break;
    if (const auto entry = read_entry(bytes.substr(start, length), numbers, start))
      counters.take_entry(*entry);
    start += length;
  }
  return counters.heap();
}

}  // namespace tidemark
