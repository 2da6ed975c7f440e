#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::testing {

// The counters of a Java virtual machine as it keeps them in its hsperfdata file.
class MadeJvmCounters {
 public:
  explicit MadeJvmCounters(bool is_big_endian = false) : is_big_endian_(is_big_endian) {}

  MadeJvmCounters& number(std::string_view name, std::int64_t value) {
    add_entry(name, 'J', 0, integer(static_cast<std::uint64_t>(value), 8));
    return *this;
  }
  MadeJvmCounters& text(std::string_view name, std::string_view value) {
    const std::string bytes = std::string(value) + '\0';
    add_entry(name, 'B', bytes.size(), bytes);
    return *this;
  }
  // A space with its name and its use, of a generation.
  MadeJvmCounters& space(int generation, int index, std::string_view name, std::int64_t used) {
    const std::string prefix =
        "sun.gc.generation." + std::to_string(generation) + ".space." + std::to_string(index) + ".";
    return text(prefix + "name", name).number(prefix + "used", used);
  }
  MadeJvmCounters& generation(int index, std::int64_t capacity, std::int64_t most) {
    const std::string prefix = "sun.gc.generation." + std::to_string(index) + ".";
    return number(prefix + "maxCapacity", most).number(prefix + "capacity", capacity);
  }
  MadeJvmCounters& collector(int index, std::string_view name, std::int64_t invocations,
                             std::int64_t last_entry = 10, std::int64_t last_exit = 20) {
    const std::string prefix = "sun.gc.collector." + std::to_string(index) + ".";
    return text(prefix + "name", name)
        .number(prefix + "invocations", invocations)
        .number(prefix + "lastEntryTime", last_entry)
        .number(prefix + "lastExitTime", last_exit);
  }

  // A file of 32 KiB, as long as the counters fit.
  [[nodiscard]] std::string bytes(bool is_accessible = true) const {
    std::string file = "\xCA\xFE\xC0\xC0";
    file += is_big_endian_ ? '\0' : '\1';
    file += {'\2', '\0', is_accessible ? '\1' : '\0'};
    file += integer(32 + entries_.size(), 4) + integer(0, 4) + integer(7, 8) + integer(32, 4) +
            integer(count_, 4);
    file += entries_;
    if (file.size() < 32768) file.resize(32768, '\0');
    return file;
  }

 private:
  [[nodiscard]] std::string integer(std::uint64_t value, std::size_t size) const {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) {
      bytes[is_big_endian_ ? size - 1 - i : i] = static_cast<char>(value >> (8 * i) & 0xFFU);
    }
    return bytes;
  }

  void add_entry(std::string_view name, char type, std::size_t vector_length, const std::string& value) {
    constexpr std::size_t kHead = 20;
    const std::size_t data = (kHead + name.size() + 1 + 7) / 8 * 8;
    const std::size_t length = (data + value.size() + 7) / 8 * 8;
    std::string entry = integer(length, 4) + integer(kHead, 4) + integer(vector_length, 4);
    entry += {type, '\0', '\2', '\3'};
    entry += integer(data, 4);
    entry += name;
    entry.resize(data, '\0');
    entry += value;
    entry.resize(length, '\0');
    entries_ += entry;
    ++count_;
  }

  bool is_big_endian_;
  std::string entries_;
  std::uint64_t count_ = 0;
};

// Those of a heap by the serial collector: 200 KiB in a survivor space and 5000 KiB in the old one were left by
// `collections` collections.
inline MadeJvmCounters made_serial_heap(bool is_big_endian = false, std::int64_t collections = 4,
                                        std::int64_t old_kib = 5000) {
  MadeJvmCounters counters(is_big_endian);
  counters.text("java.rt.vmArgs", "-Xmx90m")
      .collector(0, "Serial young collection pauses", collections - 1)
      .generation(0, 10240 * 1024, 30720 * 1024)
      .space(0, 0, "eden", 7000 * 1024)
      .space(0, 1, "s0", 0)
      .space(0, 2, "s1", 200 * 1024)
      .collector(1, "Serial full collection pauses", 1)
      .generation(1, 20480 * 1024, 61440 * 1024)
      .space(1, 0, "old", old_kib * 1024)
      .number("sun.gc.metaspace.used", 90000 * 1024);
  return counters;
}

}  // namespace tidemark::testing
