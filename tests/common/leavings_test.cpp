#include "common/leavings.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "common/output_file.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;
using Names = std::vector<std::string>;

class Leavings : public ::testing::Test {
 protected:
  // Leaves what a maker leaves that is killed: its directory, with what it had made in it. Returns the path.
  [[nodiscard]] std::string leave(const std::string& name) const {
    std::string workshop = directory_.file(workshop_name(name));
    EXPECT_EQ(mkdir(workshop.c_str(), 0700), 0);
    for (const char* ending : {"", "-wal", ".lock"}) write_bytes(workshop + "/" + name + ending, "half");
    return workshop;
  }
  void remove_those_of(std::string_view name) const {
    remove_leavings(open_directory(directory_.path()), name);
  }
  [[nodiscard]] Names names() const { return list_names(directory_.path()); }
  static Descriptor open_directory(const std::string& path) {
    return Descriptor(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  TemporaryDirectory directory_;
};

TEST_F(Leavings, OfAKilledMakerGoWithTheNextFile) {
  const pid_t child = fork();
  if (child == 0) {
    const OutputFile output(find_output(directory_.file("report")), 0600);
    _exit(0);  // as a kill: nothing is destroyed
  }
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  ASSERT_EQ(names().size(), 1U);
  write_file(directory_.file("report"), "new");
  EXPECT_EQ(names(), Names{"report"});
}

TEST_F(Leavings, StayWhileTheirMakerLives) {
  const OutputFile one(find_output(directory_.file("report")), 0600);
  {
    const OutputFile other(find_output(directory_.file("report")), 0600);
    remove_those_of("report");
    EXPECT_EQ(names().size(), 2U);
  }
  EXPECT_EQ(names().size(), 1U);
  EXPECT_TRUE(std::filesystem::exists(one.temporary_path()));
}

TEST_F(Leavings, OfARecordingMadeWithinAnotherGoWithIt) {
  const std::string workshop = leave("r.tidemark");
  const std::string inner = workshop + "/" + workshop_name("r.tidemark");
  ASSERT_EQ(mkdir(inner.c_str(), 0700), 0);
  write_bytes(inner + "/r.tidemark", "half");
  remove_those_of("r.tidemark");
  EXPECT_EQ(names(), Names{});
}

TEST_F(Leavings, OfOtherNamesStay) {
  static_cast<void>(leave("report.json"));
  static_cast<void>(leave("repor"));
  write_bytes(directory_.file("report.part-1"), "");
  const Names before = names();
  remove_those_of("report");
  EXPECT_EQ(names(), before);
}

TEST_F(Leavings, OfALongNameGoAsWell) {
  const std::string name(240, 'n');
  static_cast<void>(leave(name));
  remove_those_of(name);
  EXPECT_EQ(names(), Names{});
}

// Others may give what they like such a name.
TEST_F(Leavings, NoLinkIsFollowedAndNothingElseRemoved) {
  std::filesystem::create_directory(directory_.file("kept"));
  ASSERT_EQ(chmod(directory_.file("kept").c_str(), 0700), 0);
  write_bytes(directory_.file("kept/report"), "precious");
  std::filesystem::create_directory_symlink("kept", directory_.file(workshop_name("report")));
  const std::string filled = leave("report");
  write_bytes(filled + "/other", "precious");
  const std::string open_to_others = leave("report");
  ASSERT_EQ(chmod(open_to_others.c_str(), 0770), 0);
  remove_those_of("report");
  EXPECT_EQ(read_bytes(directory_.file("kept/report")), "precious");
  EXPECT_EQ(list_names(filled), Names{"other"});
  EXPECT_EQ(list_names(open_to_others).size(), 3U);
}

TEST_F(Leavings, OfAnotherUserStay) {
  if (geteuid() != 0) GTEST_SKIP() << "it takes root to give files away";
  const std::string workshop = leave("report");
  constexpr uid_t kNobody = 65534;
  ASSERT_EQ(chown(workshop.c_str(), kNobody, kNobody), 0);
  remove_those_of("report");
  EXPECT_EQ(list_names(workshop).size(), 3U);
}

}  // namespace
}  // namespace tidemark
