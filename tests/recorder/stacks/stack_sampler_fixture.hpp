#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "recorder/stacks/stack_sampler.hpp"
#include "tests/recorder/stacks/fake_unwinder.hpp"
#include "tests/recorder/stacks/page_toucher.hpp"
#include "tests/support/real_process.hpp"

namespace tidemark::testing {

// A sampler of a program that touches pages, beside a fake unwinder.
class StackSamplerTest : public ::testing::Test {
 protected:
  using Seconds = std::chrono::seconds;
  static constexpr std::uint32_t kPages = 2048;  // some samples, however they spread over the processors

  // Skips where page faults may not be sampled.
  void start(const std::string& unwinder, bool watches_kept = false, std::uint32_t stack_bytes = 1024) {
    settings_.unwinder = unwinder.starts_with('/') ? unwinder : fake_.path(unwinder);
    settings_.watches_kept = watches_kept;
    settings_.stack_bytes = stack_bytes;
    try {
      sampler_.emplace(settings_, ProcFiles("/proc"));
    } catch (const StacksUnavailable& reason) {
      GTEST_SKIP() << "page faults may not be sampled here: " << reason.what();
    }
    program_ = std::make_unique<PageToucher>();
    put(*program_, 7, 2);
  }
  // Puts a program that has grown into the snapshot.
  void put(const PageToucher& program, std::uint64_t token, std::uint32_t slot) {
    ProcessRow& row = *rows_.emplace_back(std::make_unique<ProcessRow>());
    row.pid = program.pid();
    ProcessReading reading{};
    reading.token = token;
    reading.slot = slot;
    reading.identity = &row;
    reading.has_grown = true;
    snapshot_.processes.push_back(reading);
  }
  // Has the program touch pages, and the samples of it taken.
  void sample(std::chrono::nanoseconds now, std::uint32_t pages = kPages) {
    static_cast<void>(program_->touch(pages));
    sampler_->take(snapshot_, now);
  }
  // Returns what was unwound, once all is.
  std::vector<ProcessStack> unwound() {
    sampler_->finish(Seconds(30));
    std::vector<ProcessStack> stacks;
    sampler_->move_stacks_to(stacks);
    return stacks;
  }
  static std::ptrdiff_t count_of(const std::vector<ProcessStack>& stacks, std::string_view memory) {
    return std::count_if(stacks.begin(), stacks.end(),
                         [&](const ProcessStack& stack) { return stack.stack.memory == memory; });
  }

  const FakeUnwinder fake_;
  StackSettings settings_;  // a command's, which is the first program that is started next
  std::optional<StackSampler> sampler_;
  std::unique_ptr<PageToucher> program_;
  std::vector<std::unique_ptr<ProcessRow>> rows_;
  Snapshot snapshot_;
};

// Begins a test, or skips it.
#define START_OR_SKIP(...) \
  start(__VA_ARGS__);      \
  if (!sampler_) return

}  // namespace tidemark::testing
