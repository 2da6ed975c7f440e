#include "recorder/system/service_manager.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <vector>

#include "tests/support/files.hpp"
#include "tests/support/notify_socket.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;
using testing::NotifySocket;

class ServiceManagerTest : public ::testing::Test {
 protected:
  [[nodiscard]] Log log() {
    return [this](std::string_view level, std::string_view message) {
      lines_.push_back(fmt::format("{}: {}", level, message));
    };
  }
  [[nodiscard]] ServiceManager manager_at(const std::string& socket) {
    return ServiceManager({{"NOTIFY_SOCKET", socket}}, log());
  }

  testing::TemporaryDirectory directory_;
  std::vector<std::string> lines_;
};

TEST_F(ServiceManagerTest, TellsWhatTheProtocolHasForEachState) {
  const NotifySocket socket(directory_.file("notify"));
  ServiceManager manager = manager_at(socket.name());
  manager.ready("recording");
  EXPECT_EQ(socket.take(), "READY=1\nSTATUS=recording");
  manager.alive("still");
  EXPECT_EQ(socket.take(), "WATCHDOG=1\nSTATUS=still");
  manager.reloading(5s + 7us + 999ns);
  EXPECT_EQ(socket.take()->substr(0, 36), "RELOADING=1\nMONOTONIC_USEC=5000007\nS");
  manager.stopping();
  EXPECT_TRUE(socket.take()->starts_with("STOPPING=1\n"));
  EXPECT_TRUE(lines_.empty());
}

TEST_F(ServiceManagerTest, ReachesAnAbstractSocket) {
  const NotifySocket socket(fmt::format("@tidemark-test-{}", getpid()));
  manager_at(socket.name()).ready("x");
  EXPECT_EQ(socket.take(), "READY=1\nSTATUS=x");
}

TEST_F(ServiceManagerTest, AStatusCannotBeTakenForAnotherAssignment) {
  const NotifySocket socket(directory_.file("notify"));
  manager_at(socket.name()).ready("a\nMAINPID=1");
  EXPECT_EQ(socket.take(), "READY=1\nSTATUS=a\\x0AMAINPID=1");
}

TEST_F(ServiceManagerTest, WithoutAManagerNothingIsToldNorSaid) {
  ServiceManager(Environment(), log()).ready("x");
  manager_at("").ready("x");
  EXPECT_TRUE(lines_.empty());
}

TEST_F(ServiceManagerTest, ASocketThatCannotBeUsedIsLoggedOnceAnEpisode) {
  const std::string path = directory_.file("notify");
  ServiceManager manager = manager_at(path);
  manager.ready("x");
  manager.alive("x");
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_NE(lines_[0].find(path), std::string::npos) << lines_[0];
  {
    const NotifySocket socket(path);
    manager.alive("x");
    EXPECT_TRUE(socket.take());
  }
  manager.alive("x");
  EXPECT_EQ(lines_.size(), 2U);
}

TEST_F(ServiceManagerTest, NamesThatAreNoSocketAreLogged) {
  manager_at("relative/path").ready("x");
  manager_at("/" + std::string(200, 'x')).ready("x");
  EXPECT_EQ(lines_.size(), 2U);
}

TEST(WatchdogTime, IsThatOfTheEnvironmentWhereItIsMeantForThisProcess) {
  EXPECT_EQ(watchdog_time({{"WATCHDOG_USEC", "30000000"}}, 5), 30s);
  EXPECT_EQ(watchdog_time({{"WATCHDOG_USEC", "7200000000"}, {"WATCHDOG_PID", "5"}}, 5), 2h);
  EXPECT_EQ(watchdog_time({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", "6"}}, 5), std::nullopt);
  EXPECT_EQ(watchdog_time({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", "x"}}, 5), std::nullopt);
}

TEST(WatchdogTime, IsNoneWhereNoneIsAskedForOrItIsNoTime) {
  EXPECT_EQ(watchdog_time({}, 5), std::nullopt);
  for (const char* text : {"", "0", "-1", "1s", "9223372036854775807", "99999999999999999999"})
    EXPECT_EQ(watchdog_time({{"WATCHDOG_USEC", text}}, 5), std::nullopt) << text;
}

}  // namespace
}  // namespace tidemark
