#include "recorder/session/mark_socket.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <thread>
#include <vector>

#include "common/error.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace std::chrono_literals;

class MarkSocketTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<MarkSocket> listen() {
    return std::make_unique<MarkSocket>(
        context_, path_, 0600, ProcFiles("/proc"),
        [this](const MarkMessage& message, const MarkOrigin& origin) -> std::optional<std::string> {
          if (message.name == "refused") return "no room";
          taken_.push_back(message.kind + ' ' + message.name);
          senders_.push_back(static_cast<pid_t>(origin.sender.value_or(0)));
          ages_.push_back(origin.age);
          return std::nullopt;
        },
        [this](std::string_view, std::string_view message) { logged_.emplace_back(message); });
  }

  [[nodiscard]] Descriptor connect() const { return connect_unix(path_ + kStreamSuffix, 1, "test"); }
  static void send_text(const Descriptor& to, const std::string& text) {
    ASSERT_EQ(send(to.number(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
  }
  // As any language does it in three lines.
  void send_datagram(const std::string& text) const {
    const Descriptor sender(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{AF_UNIX, {}};
    path_.copy(&address.sun_path[0], sizeof address.sun_path - 1);
    ASSERT_EQ(sendto(sender.number(), text.data(), text.size(), 0, reinterpret_cast<sockaddr*>(&address),
                     sizeof address),
              static_cast<ssize_t>(text.size()));
  }
  void poll() {
    context_.restart();
    context_.poll();
  }
  [[nodiscard]] std::string answer(const Descriptor& from) {
    poll();
    std::array<char, 4096> buffer{};
    const ssize_t size = recv(from.number(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    return size < 0 ? "none" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("s");
  boost::asio::io_context context_;
  std::vector<std::string> taken_, logged_;
  std::vector<pid_t> senders_;
  std::vector<std::chrono::nanoseconds> ages_;
};

TEST_F(MarkSocketTest, ADatagramIsAMark) {
  const auto socket = listen();
  send_datagram("begin a b");
  send_datagram("end a b\n");
  poll();
  EXPECT_EQ(taken_, (std::vector<std::string>{"begin a b", "end a b"}));
  EXPECT_EQ(senders_, (std::vector<pid_t>{getpid(), getpid()}));
}

TEST_F(MarkSocketTest, ADatagramHasTheTimeAtWhichItWasSent) {
  const auto socket = listen();
  send_datagram("begin a");
  std::this_thread::sleep_for(50ms);
  send_datagram("end a");
  std::this_thread::sleep_for(10ms);
  socket->take_waiting();
  ASSERT_EQ(ages_.size(), 2U);
  EXPECT_GE(ages_[0] - ages_[1], 45ms);
  EXPECT_GE(ages_[1], 10ms);
  EXPECT_LT(ages_[0], 60s);
}

TEST_F(MarkSocketTest, OfDatagramsThatAreLeftOutTheFirstIsLogged) {
  const auto socket = listen();
  send_datagram("start a");
  send_datagram("begin refused");
  send_datagram("");
  send_datagram("begin b");
  poll();
  EXPECT_EQ(taken_, std::vector<std::string>{"begin b"});
  ASSERT_EQ(logged_.size(), 1U);
  EXPECT_TRUE(testing::has(logged_[0], "process " + std::to_string(getpid())));
  EXPECT_TRUE(testing::has(logged_[0], "'start'"));
}

TEST_F(MarkSocketTest, TakesMarksFromTheirSenderOrItsParent) {
  const auto socket = listen();
  const Descriptor sender = connect();
  send_text(sender, "begin a b\n");
  EXPECT_EQ(answer(sender), "ok\n");
  send_text(sender, "end@parent a b\n");
  EXPECT_EQ(answer(sender), "ok\n");
  EXPECT_EQ(taken_, (std::vector<std::string>{"begin a b", "end a b"}));
  EXPECT_EQ(senders_, (std::vector<pid_t>{getpid(), getppid()}));
}

TEST_F(MarkSocketTest, TakesLinesThatWaitedAndSendersAtOnce) {
  const auto socket = listen();
  const Descriptor one = connect(), other = connect();
  for (int i = 0; i < 5; ++i) {
    send_text(one, "begin 1\n");
    send_text(other, "begin 2\n");
  }
  context_.poll();
  EXPECT_EQ(taken_.size(), 10U);
}

TEST_F(MarkSocketTest, ALineMayComeInParts) {
  const auto socket = listen();
  const Descriptor sender = connect();
  send_text(sender, "begin a\nend");
  EXPECT_EQ(answer(sender), "ok\n");
  send_text(sender, " a\nnote last");
  EXPECT_EQ(answer(sender), "ok\n");
  shutdown(sender.number(), SHUT_WR);
  EXPECT_EQ(answer(sender), "ok\n");
  EXPECT_EQ(taken_, (std::vector<std::string>{"begin a", "end a", "note last"}));
  EXPECT_EQ(senders_.back(), getpid());
}

TEST_F(MarkSocketTest, SaysWhyAMarkIsNotTaken) {
  const auto socket = listen();
  const Descriptor sender = connect();
  send_text(sender, "begin refused\n");
  EXPECT_EQ(answer(sender), "error: no room\n");
  send_text(sender, "begin\n\n");
  EXPECT_EQ(answer(sender),
            "error: mark: the name is missing\nerror: mark: '' is none of begin, end and note\n");
  send_text(sender, "begin " + std::string(5000, 'n'));
  EXPECT_EQ(answer(sender), "error: mark: the name is longer than 1000 bytes\n");
  EXPECT_LT(send(sender.number(), "note n\n", 7, MSG_NOSIGNAL), 0)
      << "the rest of such a line is nobody's mark";
  EXPECT_TRUE(taken_.empty());
}

TEST_F(MarkSocketTest, AConnectionThatEndsLeavesTheOthers) {
  const auto socket = listen();
  const Descriptor stays = connect();
  { const Descriptor leaves = connect(); }
  context_.poll();
  send_text(stays, "note n\n");
  EXPECT_EQ(answer(stays), "ok\n");
}

TEST_F(MarkSocketTest, HoldersOfManyConnectionsLoseTheOldestAndShutNobodyOut) {
  const auto socket = listen();
  std::vector<Descriptor> held;
  for (int i = 0; i < 64; ++i) {
    held.push_back(connect());
    context_.poll();
  }
  const Descriptor late = connect();
  send_text(late, "note n\n");
  EXPECT_EQ(answer(late), "ok\n");
  EXPECT_EQ(answer(held.front()), "");
  EXPECT_EQ(answer(held.back()), "none");
}

TEST_F(MarkSocketTest, TheFilesHaveTheirModeAndGoWithTheSocket) {
  {
    const auto socket = listen();
    for (const std::string& path : {path_, path_ + kStreamSuffix}) {
      struct stat status = {};
      ASSERT_EQ(stat(path.c_str(), &status), 0);
      EXPECT_EQ(status.st_mode & 0777U, 0600U);
    }
  }
  EXPECT_TRUE(testing::list_names(directory_.path()).empty());
  EXPECT_FALSE(connect().is_open());
}

TEST_F(MarkSocketTest, AnAbandonedSocketIsReplacedAndOneInUseIsNot) {
  auto socket = listen();
  EXPECT_THROW(static_cast<void>(listen()), FileError);
  for (const std::string& path : {path_, path_ + kStreamSuffix})
    std::filesystem::create_hard_link(path, path + ".kept");
  socket.reset();
  for (const std::string& path : {path_, path_ + kStreamSuffix})
    std::filesystem::rename(path + ".kept", path);
  socket = listen();
  const Descriptor sender = connect();
  send_text(sender, "note n\n");
  EXPECT_EQ(answer(sender), "ok\n");
  send_datagram("note n");
  poll();
  EXPECT_EQ(taken_.size(), 2U);
}

TEST_F(MarkSocketTest, WhatCannotBeListenedAtIsNamed) {
  testing::write_bytes(path_, "a file");
  EXPECT_THROW(static_cast<void>(listen()), FileError);
  EXPECT_EQ(testing::read_bytes(path_), "a file");
  path_ = directory_.file(std::string(200, 's'));
  EXPECT_THROW(static_cast<void>(listen()), FileError);
  path_ = directory_.file("none/s");
  EXPECT_THROW(static_cast<void>(listen()), FileError);
}

}  // namespace
}  // namespace tidemark
