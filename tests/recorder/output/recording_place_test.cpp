#include "recorder/output/recording_place.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>

#include "common/error.hpp"
#include "schema/recording_file.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

class RecordingPlaceTest : public ::testing::Test {
 protected:
  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("r.tidemark");
  WritableRecording recording_ = open_for_writing(path_);
};

TEST_F(RecordingPlaceTest, AFileWithItsNameIsInPlaceAndOneWithoutIsMovedOrRemoved) {
  RecordingPlace place(recording_.database);
  EXPECT_EQ(place.look(), RecordingFate::kInPlace);
  std::filesystem::rename(path_, directory_.file("moved"));
  EXPECT_EQ(place.look(), RecordingFate::kMoved);
  std::filesystem::remove(directory_.file("moved"));
  EXPECT_EQ(place.look(), RecordingFate::kRemoved);
}

TEST_F(RecordingPlaceTest, AFileThatCannotBeOpenedOnceMoreIsAnErrorAndNotRemoved) {
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  EXPECT_THROW(RecordingPlace(recording_.database), FileError);
  setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace tidemark
