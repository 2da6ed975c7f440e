#include "common/output_file.hpp"

#include <gtest/gtest.h>

#include "tests/support/errors.hpp"
#include "tests/support/faults.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

TEST(WriteFile, ReplacesTheFileAndLeavesNothingBeside) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("report.json");
  write_file(path, "old");
  write_file(path, "new");
  EXPECT_EQ(read_bytes(path), "new");
  EXPECT_EQ(list_names(directory.path()), (Names{"report.json"}));
}

TEST(WriteFile, AFailureKeepsTheOldFile) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("report.json");
  write_file(path, "old");
  {
    const WritesFail writes_fail;
    EXPECT_TRUE(has(user_error([&] { write_file(path, "new"); }), path + ": cannot write the file"));
  }
  EXPECT_EQ(read_bytes(path), "old");
  EXPECT_EQ(list_names(directory.path()), (Names{"report.json"}));
}

TEST(WriteFile, ADirectoryOrAMissingOneIsAnError) {
  const TemporaryDirectory directory;
  EXPECT_THROW(write_file(directory.path(), "new"), FileError);
  EXPECT_THROW(write_file(directory.file("no/report"), "new"), FileError);
}

TEST(WriteFile, ADeviceIsWrittenToAndNotReplaced) {
  EXPECT_NO_THROW(write_file("/dev/null", "new"));
  EXPECT_THROW(write_file("/dev/full", "new"), FileError);
}

}  // namespace
}  // namespace tidemark
