#pragma once

#include <string>
#include <string_view>

#include "common/descriptor.hpp"
#include "tests/support/files.hpp"

namespace tidemark::testing {

// Where the fake unwinder writes down what it was told, a line each.
inline constexpr int kFakeUnwinderLog = 200;

// Programs that stand in for tidemark-unwinder, by what they do; fake_unwinder_main.cpp has the names.
class FakeUnwinder {
 public:
  FakeUnwinder();
  ~FakeUnwinder();
  FakeUnwinder(const FakeUnwinder&) = delete;
  FakeUnwinder& operator=(const FakeUnwinder&) = delete;

  // Returns the path of one.
  [[nodiscard]] std::string path(std::string_view name) const;
  // Returns how often a line was written by now.
  [[nodiscard]] int count(std::string_view line) const;

 private:
  TemporaryDirectory directory_;
  Descriptor log_;
};

}  // namespace tidemark::testing
