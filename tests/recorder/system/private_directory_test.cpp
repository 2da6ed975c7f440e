#include "recorder/system/private_directory.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "recorder/system/unix_socket.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

class PrivateDirectoryTest : public ::testing::Test {
 protected:
  // As a killed recorder leaves it: with a socket that nobody listens in, made by a listener that was moved
  // away.
  std::string abandon(const std::string& name) const {
    const std::string path = directory_.file(name);
    std::filesystem::create_directory(path);
    chmod(path.c_str(), 0700);
    const std::string hidden = directory_.file("hidden");
    {
      const BoundSocket socket(path + "/marks", SOCK_DGRAM, 0600);
      std::filesystem::create_hard_link(path + "/marks", hidden);
    }
    std::filesystem::rename(hidden, path + "/marks");
    return path;
  }

  testing::TemporaryDirectory directory_;
};

TEST_F(PrivateDirectoryTest, IsForThisUserAloneAndGoesWhenDestroyed) {
  std::string path;
  {
    const PrivateDirectory made(directory_.path());
    path = made.path();
    struct stat status = {};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0700U);
    EXPECT_TRUE(made.socket_path().starts_with(path + '/'));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(PrivateDirectoryTest, ThoseOfKilledRecordersGo) {
  const std::string with_socket = abandon("tidemark-aB3dE6");
  const std::string empty = directory_.file("tidemark-empty0");
  std::filesystem::create_directory(empty);
  chmod(empty.c_str(), 0700);
  remove_abandoned_directories(directory_.path());
  EXPECT_TRUE(std::filesystem::exists(with_socket)) << "it may be about to be used";
  remove_abandoned_directories(directory_.path(), 0s);
  EXPECT_TRUE(testing::list_names(directory_.path()).empty());
}

TEST_F(PrivateDirectoryTest, OneInUseAndWhateverIsNotOursStays) {
  const PrivateDirectory used(directory_.path());
  const BoundSocket socket(used.socket_path(), SOCK_DGRAM, 0600);
  abandon("tidemark-longer-name");
  abandon("tidemark-files1");
  testing::write_bytes(directory_.file("tidemark-files1/kept"), "");
  abandon("tidemark-open12");
  chmod(directory_.file("tidemark-open12").c_str(), 0755);
  testing::write_bytes(directory_.file("tidemark-afile1"), "");
  const auto before = testing::list_names(directory_.path());
  remove_abandoned_directories(directory_.path(), 0s);
  EXPECT_EQ(testing::list_names(directory_.path()), before);
  EXPECT_TRUE(std::filesystem::exists(used.socket_path()));
  EXPECT_TRUE(std::filesystem::exists(directory_.file("tidemark-files1/kept")));
}

TEST_F(PrivateDirectoryTest, ThatOfAnotherUserStaysEvenForRoot) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
  constexpr uid_t kAnother = 4711;
  const std::string others = abandon("tidemark-others");
  ASSERT_EQ(chown(others.c_str(), kAnother, kAnother), 0);
  remove_abandoned_directories(directory_.path(), 0s);
  EXPECT_EQ(testing::list_names(others), std::vector<std::string>{"marks"});
}

}  // namespace
}  // namespace tidemark
