#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/error.hpp"
#include "common/sqlite.hpp"

// What a target does with one input; it ends the process where something is wrong. Called by libFuzzer or, with the
// saved inputs, by corpus_main.cpp.
// libFuzzer calls it so.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace tidemark::testing {

// An input, taken from its front.
class FuzzInput {
 public:
  FuzzInput(const std::uint8_t* bytes, std::size_t size);

  [[nodiscard]] bool is_empty() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  // 0 where nothing is left.
  std::uint8_t take_byte();
  std::int64_t take_int64();
  // What stands before the next `end`, without it.
  std::string_view take_until(char end);

 private:
  std::string_view rest_;
};

// A place for files, in memory where that is to be had; removed when the program ends.
[[nodiscard]] const std::string& scratch_directory();
// Returns the path of a file there, with these bytes.
std::string scratch_file(std::string_view name, std::string_view bytes);

// Ends the process with a message where a target's promise is broken.
void require(bool holds, std::string_view promise);

// Runs `work`; returns whether it got through. What is told to the user in words is no fault, anything else that is
// thrown ends the process.
template <typename Work>
bool is_accepted(const Work& work) {
  try {
    work();
    return true;
  } catch (const UserError&) {
    return false;
  } catch (const SqliteError&) {
    return false;
  }
}

}  // namespace tidemark::testing
