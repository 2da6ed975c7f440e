#include "common/input_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <iterator>
#include <thread>

#include "tests/support/errors.hpp"
#include "tests/support/files.hpp"

namespace tidemark {
namespace {

using namespace testing;
using std::chrono::steady_clock;

std::string read_all(std::istream& input) { return {std::istreambuf_iterator<char>(input), {}}; }

std::string read_all(const std::string& path, Bytes most = 1024) {
  InputText input(path, "read it", most);
  return read_all(input);
}

std::string regular_error(const std::string& path) {
  return user_error([&] { static_cast<void>(open_regular_file(path, "read it")); });
}

void make_socket(const std::string& path) {
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), std::begin(address.sun_path));
  ASSERT_EQ(bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

class InputFileTest : public ::testing::Test {
 protected:
  std::string make_fifo() {
    std::string path = directory_.file("fifo");
    EXPECT_EQ(mkfifo(path.c_str(), 0600), 0);
    return path;
  }

  TemporaryDirectory directory_;
};

TEST_F(InputFileTest, ARegularFileOpens) {
  write_bytes(directory_.file("text"), "words");
  const Descriptor file = open_regular_file(directory_.file("text"), "read it");
  std::array<char, 5> bytes{};
  EXPECT_EQ(read(file.number(), bytes.data(), bytes.size()), 5);
}

TEST_F(InputFileTest, WhatIsNoRegularFileIsRefusedAtOnce) {
  const auto begun = steady_clock::now();
  const std::string fifo = make_fifo();
  EXPECT_EQ(regular_error(fifo), fifo + ": cannot read it: it is a FIFO, not a regular file");
  EXPECT_TRUE(has(regular_error("/dev/zero"), "it is a device"));
  EXPECT_TRUE(has(regular_error(directory_.path()), "it is a directory"));
  EXPECT_TRUE(has(regular_error(directory_.file("none")), "No such file"));
  make_socket(directory_.file("socket"));
  EXPECT_TRUE(has(regular_error(directory_.file("socket")), "cannot read it"));
  EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(1));
}

TEST_F(InputFileTest, ALeaseIsNotWaitedFor) {
  const std::string path = directory_.file("leased");
  write_bytes(path, "words");
  const int holder = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fcntl(holder, F_SETLEASE, F_WRLCK) != 0) GTEST_SKIP() << "this file system has no leases";
  static_cast<void>(std::signal(SIGIO, SIG_IGN));
  const auto begun = steady_clock::now();
  EXPECT_TRUE(has(regular_error(path), "holds a lease on it"));
  EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(1));
  close(holder);
}

TEST_F(InputFileTest, TextIsReadToItsEnd) {
  const std::string text(200000, 'x');
  write_bytes(directory_.file("text"), text);
  EXPECT_EQ(read_all(directory_.file("text"), 200000), text);
  EXPECT_EQ(read_all("/dev/null"), "");
}

TEST_F(InputFileTest, TextBeyondTheBoundIsAnError) {
  write_bytes(directory_.file("text"), std::string(1025, 'x'));
  EXPECT_TRUE(has(user_error([&] { read_all(directory_.file("text")); }), "it is longer than 1.00 KiB"));
  EXPECT_TRUE(has(user_error([&] { read_all("/dev/zero"); }), "it is longer than"));
  EXPECT_THROW(read_all(directory_.path()), FileError);
  EXPECT_THROW(read_all(directory_.file("none")), FileError);
}

TEST_F(InputFileTest, ErrorsGetThroughEveryWayOfReading) {
  InputText lines("/dev/zero", "read it", 1000);
  std::string line;
  EXPECT_THROW(std::getline(lines, line), FileError);
  InputText words("/dev/zero", "read it", 1000);
  EXPECT_THROW(words >> line, FileError);
}

TEST_F(InputFileTest, APipeIsWaitedFor) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_EQ(write(ends[1], "words", 5), 5);
    close(ends[1]);
  });
  EXPECT_EQ(read_all("/dev/fd/" + std::to_string(ends[0])), "words");
  writer.join();
  close(ends[0]);
}

TEST_F(InputFileTest, AFifoIsReadWhereSomebodyWritesToIt) {
  const std::string path = make_fifo();
  std::thread writer([&] { write_bytes(path, "words"); });
  EXPECT_EQ(read_all(path), "words");
  writer.join();
}

TEST_F(InputFileTest, AFifoThatNobodyWritesToIsAnError) {
  const std::string path = make_fifo();
  EXPECT_TRUE(has(user_error([&] { read_all(path); }), "a FIFO that nobody writes to"));
}

}  // namespace
}  // namespace tidemark
