#include "recorder/procfs/program_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <string>

#include "common/descriptor.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

Runtime runtime_of_bytes(const std::string& bytes) {
  const testing::TemporaryDirectory directory;
  testing::write_bytes(directory.file("program"), bytes);
  const Descriptor file(open(directory.file("program").c_str(), O_RDONLY | O_CLOEXEC));
  return runtime_of_file(file.number());
}

TEST(RuntimeOfFile, WhatIsCutWithinItsHeadIsNoProgram) {
  EXPECT_EQ(runtime_of_bytes(""), Runtime::kUnknown);
  EXPECT_EQ(runtime_of_bytes("\x7f"
                             "ELF"),
            Runtime::kUnknown);
  EXPECT_EQ(runtime_of_bytes("\x7f"
                             "ELF" +
                             std::string(12, '\0')),
            Runtime::kNative);
}

TEST(RuntimeOfFile, WhatCannotBeReadIsUnknown) { EXPECT_EQ(runtime_of_file(-1), Runtime::kUnknown); }

}  // namespace
}  // namespace tidemark
