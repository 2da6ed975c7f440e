#include "recorder/session/mark_intake.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>

#include "common/error.hpp"
#include "recorder/system/unix_socket.hpp"
#include "tests/support/errors.hpp"
#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

class MarkIntakeTest : public ::testing::Test {
 protected:
  MarkIntakeTest() {
    proc_.put({});
    settings_.output.path = directory_.file("r");
    settings_.interval = std::chrono::seconds(1);
    settings_.sampler.proc_root = proc_.root();
    settings_.mark_socket = directory_.file("s");
  }

  SessionRecorder start() {
    return {
        settings_,
        Clock{[] { return std::chrono::seconds(100); }, [] { return std::chrono::seconds(1'800'000'000); }},
        log_};
  }

  // Returns the answer to a mark.
  std::string answer(const Descriptor& sender, const std::string& mark) {
    const std::string line = mark + "\n";
    EXPECT_EQ(send(sender.number(), line.data(), line.size(), 0), static_cast<ssize_t>(line.size()));
    context_.restart();
    context_.poll();
    std::array<char, 4096> buffer{};
    const ssize_t size = recv(sender.number(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    return size < 0 ? "none" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }

  testing::TemporaryDirectory directory_;
  testing::FakeProc proc_;
  SessionSettings settings_;
  boost::asio::io_context context_;
  std::vector<std::string> logged_;
  Log log_ = [this](std::string_view, std::string_view message) { logged_.emplace_back(message); };
};

TEST_F(MarkIntakeTest, AnEndWithoutABeginIsRecordedAndToldOf) {
  SessionRecorder session = start();
  const MarkIntake intake = take_marks_of_command(context_, session, settings_, log_);
  const Descriptor sender = connect_unix(*settings_.mark_socket + kStreamSuffix, 1, "test");
  EXPECT_EQ(answer(sender, "begin a"), "ok\n");
  EXPECT_EQ(answer(sender, "begin a"), "ok\n") << "as tests that run at once do";
  EXPECT_EQ(answer(sender, "note b"), "ok\n") << "a note is nobody's begin";
  EXPECT_EQ(answer(sender, "end a"), "ok\n");
  EXPECT_EQ(answer(sender, "end a"), "ok\n");
  for (const char* name : {"a", "b"})
    EXPECT_TRUE(
        testing::has(answer(sender, std::string("end ") + name), std::string("no '") + name + "' has begun"))
        << name;
}

TEST_F(MarkIntakeTest, OfACommandTheSocketIsItsOwnersAndOfAHostItsGroupsToo) {
  SessionRecorder session = start();
  const auto mode = [&] {
    struct stat file = {};
    EXPECT_EQ(stat(settings_.mark_socket->c_str(), &file), 0);
    return file.st_mode & 0777U;
  };
  {
    const MarkIntake intake = take_marks_of_command(context_, session, settings_, log_);
    EXPECT_EQ(mode(), 0600U);
  }
  const MarkIntake intake = take_marks_of_host(context_, session, settings_, log_);
  EXPECT_EQ(mode(), 0660U);
}

TEST_F(MarkIntakeTest, ASocketThatWasAskedForAndCannotBeIsAnError) {
  SessionRecorder session = start();
  settings_.mark_socket = directory_.file("no/s");
  EXPECT_THROW(static_cast<void>(take_marks_of_command(context_, session, settings_, log_)), FileError);
  EXPECT_THROW(static_cast<void>(take_marks_of_host(context_, session, settings_, log_)), FileError);
}

TEST_F(MarkIntakeTest, WithoutAPathACommandsSocketIsInADirectoryThatGoesWithIt) {
  SessionRecorder session = start();
  settings_.mark_socket.reset();
  std::string path;
  {
    const MarkIntake intake = take_marks_of_command(context_, session, settings_, log_);
    ASSERT_NE(intake.socket, nullptr) << logged_.size();
    path = intake.directory->socket_path();
    EXPECT_EQ(answer(connect_unix(path + kStreamSuffix, 1, "test"), "note a"), "ok\n");
  }
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(path).parent_path()));
}

}  // namespace
}  // namespace tidemark
