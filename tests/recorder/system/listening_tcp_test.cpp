#include "recorder/system/listening_tcp.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>

#include "common/descriptor.hpp"

namespace tidemark {
namespace {

bool is_listed(const Descriptor& socket) {
  struct stat status = {};
  EXPECT_EQ(fstat(socket.number(), &status), 0);
  const auto inodes = list_listening_tcp();
  return inodes && std::find(inodes->begin(), inodes->end(), status.st_ino) != inodes->end();
}

class ListListeningTcp : public ::testing::TestWithParam<int> {};

TEST_P(ListListeningTcp, NamesASocketOnceItListensAndNotWhatConnectsToIt) {
  const Descriptor server(socket(GetParam(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!server.is_open()) GTEST_SKIP() << "this kernel has no such sockets";
  if (!list_listening_tcp()) GTEST_SKIP() << "sock_diag is not permitted here";
  EXPECT_FALSE(is_listed(server));
  ASSERT_EQ(listen(server.number(), 1), 0);
  EXPECT_TRUE(is_listed(server));
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ASSERT_EQ(getsockname(server.number(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const Descriptor client(socket(GetParam(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(connect(client.number(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_FALSE(is_listed(client));
  EXPECT_TRUE(is_listed(server));
}

INSTANTIATE_TEST_SUITE_P(Both, ListListeningTcp, ::testing::Values(AF_INET, AF_INET6));

}  // namespace
}  // namespace tidemark
