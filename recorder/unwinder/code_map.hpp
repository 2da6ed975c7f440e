#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "common/descriptor.hpp"

namespace tidemark {

// The functions that a process has made at run time, by its /tmp/perf-PID.map, which it goes on writing to
// (linux/tools/perf/Documentation/jit-interface.txt): "START SIZE NAME", numbers in hexadecimal digits. What is no such
// line is passed over.
class CodeMap {
 public:
  // Of a longer file, and of more functions, the rest is left out.
  static constexpr std::size_t kMostBytes = std::size_t{32} << 20U;
  static constexpr std::size_t kMostFunctions = 100'000;

  CodeMap() = default;
  // file  a regular one, for reading
  explicit CodeMap(Descriptor file) : file_(std::move(file)) {}

  // Returns the name of the function that an address lies in; empty where there is none.
  //
  // now  of any clock; where a function is not found, the file is read on after a second at the earliest
  [[nodiscard]] std::string_view find(std::uint64_t address, std::chrono::nanoseconds now);

 private:
  struct Function {
    std::uint64_t end;
    std::string name;
  };

  [[nodiscard]] const Function* look(std::uint64_t address) const;
  void read_on();
  void take_line(std::string_view line);

  Descriptor file_;
  std::size_t read_ = 0;  // bytes of whole lines
  std::chrono::nanoseconds next_reading_{0};
  std::map<std::uint64_t, Function> functions_;  // by where they start
};

}  // namespace tidemark
