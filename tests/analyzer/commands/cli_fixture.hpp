#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/analyzer/recordings/written_recording.hpp"
#include "tests/support/files.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark::testing {

// The program as it is started, with recordings of one process.
class Cli : public ::testing::Test {
 protected:
  static Outcome run(std::vector<std::string> arguments, const std::vector<std::string>& variables = {},
                     const std::string& input = "") {
    arguments.insert(arguments.begin(), TIDEMARK_ANALYZER);
    return run_to_end(
        {.command = std::move(arguments), .variables = variables, .input = input, .before_exec = {}});
  }

  // Returns the path of a recording of one process, made where it is not there yet.
  template <typename Kib>
  std::string recording(const std::string& name, int ticks, Kib&& kib) {
    const std::string path = directory_.file(name);
    if (!std::filesystem::exists(path)) write_one_process(path, ticks, kib);
    return path;
  }
  std::string leaking() {
    return recording("leaking.tidemark", 60, [](int i) { return 100'000 + 10'000 * i; });
  }
  std::string still() {
    return recording("still.tidemark", 60, [](int) { return 100'000; });
  }
  std::string brief() {
    return recording("brief.tidemark", 5, [](int) { return 100'000; });
  }

  TemporaryDirectory directory_;
};

}  // namespace tidemark::testing
