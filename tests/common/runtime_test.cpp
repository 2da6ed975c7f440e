#include "common/runtime.hpp"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(RuntimeNames, ComeBack) {
  for (const RuntimeName& entry : kRuntimeNames) {
    EXPECT_EQ(to_string(entry.runtime), entry.name);
    EXPECT_EQ(runtime_named(entry.name), entry.runtime);
  }
  EXPECT_EQ(to_string(Runtime::kUnknown), "");
  EXPECT_EQ(runtime_named(""), Runtime::kUnknown);
  EXPECT_EQ(runtime_named("cobol"), Runtime::kUnknown);
}

TEST(RuntimeOfProgram, GoesByTheFilesNameWithoutItsVersion) {
  EXPECT_EQ(runtime_of_program("/usr/bin/python3.11"), Runtime::kPython);
  EXPECT_EQ(runtime_of_program("python"), Runtime::kPython);
  EXPECT_EQ(runtime_of_program("/usr/lib/jvm/java-17/bin/java"), Runtime::kJvm);
  EXPECT_EQ(runtime_of_program("nodejs"), Runtime::kNode);
  EXPECT_EQ(runtime_of_program("/usr/sbin/php-fpm8.2"), Runtime::kPhp);
  EXPECT_EQ(runtime_of_program("/home/python3/server"), Runtime::kUnknown);
  EXPECT_EQ(runtime_of_program("pythonista"), Runtime::kUnknown);
  EXPECT_EQ(runtime_of_program("3.11"), Runtime::kUnknown);
  EXPECT_EQ(runtime_of_program(""), Runtime::kUnknown);
}

}  // namespace
}  // namespace tidemark
