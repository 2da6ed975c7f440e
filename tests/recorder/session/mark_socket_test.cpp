#include "recorder/session/mark_socket.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <vector>

#include "common/error.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

class MarkSocketTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::unique_ptr<MarkSocket> listen() {
    return std::make_unique<MarkSocket>(
        context_, path_, 0600, ProcFiles("/proc"),
        [this](const MarkMessage& message, std::optional<pid_t> sender) -> std::optional<std::string> {
          if (message.name == "refused") return "no room";
          taken_.push_back(message.kind + ' ' + message.name);
          senders_.push_back(sender.value_or(0));
          return std::nullopt;
        });
  }

  [[nodiscard]] Descriptor connect() const { return connect_unix(path_, 1, "test"); }
  static void send_packet(const Descriptor& to, const std::string& packet) {
    ASSERT_EQ(send(to.number(), packet.data(), packet.size(), 0), static_cast<ssize_t>(packet.size()));
  }
  [[nodiscard]] std::string answer(const Descriptor& from) {
    context_.restart();
    context_.poll();
    std::array<char, 4096> buffer{};
    const ssize_t size = recv(from.number(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    return size < 0 ? "none" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }

  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("s");
  boost::asio::io_context context_;
  std::vector<std::string> taken_;
  std::vector<pid_t> senders_;
};

TEST_F(MarkSocketTest, TakesMarksFromTheirSenderOrItsParent) {
  const auto socket = listen();
  const Descriptor sender = connect();
  send_packet(sender, "begin a b");
  EXPECT_EQ(answer(sender), "ok");
  send_packet(sender, "end@parent a b");
  EXPECT_EQ(answer(sender), "ok");
  EXPECT_EQ(taken_, (std::vector<std::string>{"begin a b", "end a b"}));
  EXPECT_EQ(senders_, (std::vector<pid_t>{getpid(), getppid()}));
}

TEST_F(MarkSocketTest, TakesPacketsThatWaitedAndSendersAtOnce) {
  const auto socket = listen();
  const Descriptor one = connect(), other = connect();
  for (int i = 0; i < 5; ++i) {
    send_packet(one, "begin 1");
    send_packet(other, "begin 2");
  }
  context_.poll();
  EXPECT_EQ(taken_.size(), 10U);
}

TEST_F(MarkSocketTest, SaysWhyAMarkIsNotTaken) {
  const auto socket = listen();
  const Descriptor sender = connect();
  send_packet(sender, "begin refused");
  EXPECT_EQ(answer(sender), "error: no room");
  send_packet(sender, "begin");
  EXPECT_EQ(answer(sender), "error: mark: the name is missing");
  send_packet(sender, "begin " + std::string(5000, 'n'));
  EXPECT_EQ(answer(sender), "error: mark: the name is longer than 1000 bytes");
  EXPECT_TRUE(taken_.empty());
}

TEST_F(MarkSocketTest, AConnectionThatEndsLeavesTheOthers) {
  const auto socket = listen();
  const Descriptor stays = connect();
  { const Descriptor leaves = connect(); }
  context_.poll();
  send_packet(stays, "note n");
  EXPECT_EQ(answer(stays), "ok");
}

TEST_F(MarkSocketTest, HoldersOfManyConnectionsLoseTheOldestAndShutNobodyOut) {
  const auto socket = listen();
  std::vector<Descriptor> held;
  for (int i = 0; i < 64; ++i) {
    held.push_back(connect());
    context_.poll();
  }
  const Descriptor late = connect();
  send_packet(late, "note n");
  EXPECT_EQ(answer(late), "ok");
  EXPECT_EQ(answer(held.front()), "");
  EXPECT_EQ(answer(held.back()), "none");
}

TEST_F(MarkSocketTest, TheFileHasItsModeAndGoesWithTheSocket) {
  {
    const auto socket = listen();
    struct stat status = {};
    ASSERT_EQ(stat(path_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_THROW(static_cast<void>(connect()), FileError);
}

TEST_F(MarkSocketTest, AnAbandonedSocketIsReplacedAndOneInUseIsNot) {
  auto socket = listen();
  EXPECT_THROW(static_cast<void>(listen()), FileError);
  std::filesystem::create_hard_link(path_, path_ + ".kept");
  socket.reset();
  std::filesystem::rename(path_ + ".kept", path_);
  socket = listen();
  const Descriptor sender = connect();
  send_packet(sender, "note n");
  EXPECT_EQ(answer(sender), "ok");
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
