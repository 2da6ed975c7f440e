#include "recorder/system/log.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(LogToStderr, NamesTheProgramAndTheLevel) {
  ::testing::internal::CaptureStderr();
  log_to_stderr("warning", "the disk is full");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "tidemark-recorder: warning: the disk is full\n");
}

}  // namespace
}  // namespace tidemark
