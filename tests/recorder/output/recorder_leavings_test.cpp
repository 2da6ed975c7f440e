#include "recorder/output/recorder_leavings.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "common/leavings.hpp"
#include "recorder/output/part_names.hpp"
#include "schema/writer_lock.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

class RecorderLeavings : public ::testing::Test {
 protected:
  [[nodiscard]] Names names() const { return list_names(directory_.path()); }

  TemporaryDirectory directory_;
  std::string output_ = directory_.file("night.tidemark");
  std::string part_ = directory_.file("night-20261121T051407Z.tidemark");
};

TEST_F(RecorderLeavings, OfKilledRecordersGo) {
  write_bytes(part_, "a recording");
  write_bytes(part_ + "-wal", "its newest ticks");
  write_bytes(part_ + ".lock", "");
  ASSERT_EQ(mkdir(directory_.file(workshop_name("night-20261121T051408Z.tidemark")).c_str(), 0700), 0);
  remove_recorder_leavings(output_);
  EXPECT_EQ(names(), (Names{"night-20261121T051407Z.tidemark", "night-20261121T051407Z.tidemark-wal"}));
}

TEST_F(RecorderLeavings, OfRecordersThatWriteAndOfOtherRecordingsStay) {
  const WriterLock held(part_);
  write_bytes(directory_.file("other-20261121T051407Z.tidemark.lock"), "");
  ASSERT_EQ(mkdir(directory_.file(workshop_name("other-20261121T051408Z.tidemark")).c_str(), 0700), 0);
  const Names before = names();
  remove_recorder_leavings(output_);
  EXPECT_EQ(names(), before);
}

// It was killed when the recording had its name already.
TEST_F(RecorderLeavings, OfTheOutputItselfGoBesideWhereALinkLeads) {
  const std::string kept = directory_.file("kept");
  std::filesystem::create_directory(kept);
  write_bytes(kept + "/r.tidemark", "a recording");
  std::filesystem::create_symlink("kept/r.tidemark", output_);
  ASSERT_EQ(mkdir((kept + "/" + workshop_name("r.tidemark")).c_str(), 0700), 0);
  remove_recorder_leavings(output_);
  EXPECT_EQ(list_names(kept), Names{"r.tidemark"});
}

}  // namespace
}  // namespace tidemark
