#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <vector>

#include "recorder/stacks/told_process.hpp"
#include "tests/recorder/stacks/fake_unwinder.hpp"

namespace tidemark::testing {

// What the unwinder was told of modules, and with how many files.
struct Telling {
  ModulesMessage message;
  std::uint32_t files;
};

// A process that an unwinder is told of, which says what that was.
class ToldProcessTest : public ::testing::Test {
 protected:
  // Returns all that was sent since the last call; a message that is sent behind it comes back last.
  std::vector<Telling> tellings() {
    std::vector<Telling> found;
    EXPECT_EQ(process_.send(encode(ForgetMessage{99})), UnwinderProcess::Sent::kYes);
    while (process_.wait(std::chrono::seconds(30))) {
      const auto bytes = process_.receive();
      if (!bytes || decode_forget(bytes->subspan(4))) break;
      Telling& telling = found.emplace_back();
      std::memcpy(&telling.files, bytes->data(), sizeof telling.files);
      telling.message = decode_modules(bytes->subspan(4)).value();
    }
    return found;
  }
  [[nodiscard]] bool tell(std::uint64_t program_counter, std::chrono::nanoseconds now) {
    return told_.tell({files_, process_, next_image_}, pid_, program_counter, now);
  }
  void refresh(std::chrono::nanoseconds now) { told_.refresh({files_, process_, next_image_}, pid_, now); }

  const FakeUnwinder fake_;
  UnwinderProcess process_{fake_.path("echo")};
  std::uint32_t next_image_ = 3;
  pid_t pid_ = getpid();
  ProcFiles files_{"/proc"};
  ToldProcess told_;
};

}  // namespace tidemark::testing
