#include "recorder/procfs/listening_sockets.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <rapidcheck/gtest.h>

#include "common/descriptor.hpp"
#include "tests/support/fake_proc.hpp"

namespace tidemark {
namespace {

constexpr const char* kTcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1\n"
    "   1: 0100007F:1F91 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1\n";
constexpr const char* kUnix =
    "Num       RefCount Protocol Flags    Type St Inode Path\n"
    "ffff8880: 00000002 00000000 00010000 0001 01 4811 /run/x\n"
    "ffff8881: 00000003 00000000 00000000 0001 03 4812\n";
constexpr const char* kUdp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref\n"
    "   1: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4911 2\n"
    "   2: 00000000:9C40 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4912 2\n"
    "   3: 0100007F:0036 0100007F:0035 01 00000000:00000000 00:00000000 00000000     0        0 4913 2\n";
constexpr std::pair kPorts{32768, 60999};

TEST(ParseListening, TakesWhatListens) {
  EXPECT_EQ(parse_listening_tcp(kTcp), SocketInodes{4711});
  EXPECT_EQ(parse_listening_unix(kUnix), SocketInodes{4811});
}

TEST(ParseListening, OfUnixSocketsOneFlagDecides) {
  const auto inodes = [](const std::string& flags) {
    return parse_listening_unix("head\nffff8880: 00000002 00000000 " + flags + " 0001 01 4811 /run/x\n");
  };
  EXPECT_EQ(inodes("0001FFFF"), SocketInodes{4811});
  EXPECT_TRUE(inodes("FFFEFFFF").empty());
}

TEST(ParseListening, OfUdpTakesFixedPortsWithoutAPeer) {
  EXPECT_EQ(parse_listening_udp(kUdp, kPorts), SocketInodes{4911});
}

TEST(ParseListening, PassesOverWhatIsCutOrOfAnotherForm) {
  EXPECT_TRUE(parse_listening_tcp("").empty());
  EXPECT_TRUE(parse_listening_tcp("head\n 0: a b 0A").empty());
  EXPECT_TRUE(parse_listening_unix("head\nx y z\n\n").empty());
  EXPECT_TRUE(parse_listening_udp("head\n 1: nowhere nobody 07\n", kPorts).empty());
}

RC_GTEST_PROP(ParseListening, AnyTextIsReadWithinItsBounds, (const std::string& text)) {
  static_cast<void>(parse_listening_tcp("\n" + text + "\n"));
  static_cast<void>(parse_listening_unix("\n" + text + "\n"));
  static_cast<void>(parse_listening_udp("\n" + text + "\n", kPorts));
}

TEST(ListensOnSocket, AFakeProcessThatShowsNoDescriptorsIsUnknown) {
  const testing::FakeProc proc;
  proc.put({});
  EXPECT_EQ(listens_on_socket(ProcFiles(proc.root()), 100), std::nullopt);
}

// Of this very process: sockets that only connect are no service.
class ListensOnSocketOfThis : public ::testing::Test {
 protected:
  static bool listens() { return listens_on_socket(ProcFiles("/proc"), getpid()).value(); }
};

TEST_F(ListensOnSocketOfThis, OnlyOnceItListens) {
  const Descriptor tcp(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_FALSE(listens());
  ASSERT_EQ(listen(tcp.number(), 1), 0);
  EXPECT_TRUE(listens());
}

TEST_F(ListensOnSocketOfThis, AlsoByUnixSockets) {
  const testing::TemporaryDirectory directory;
  const Descriptor server(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  directory.file("s").copy(&address.sun_path[0], sizeof address.sun_path - 1);
  ASSERT_EQ(bind(server.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_FALSE(listens());
  ASSERT_EQ(listen(server.number(), 1), 0);
  EXPECT_TRUE(listens());
}

}  // namespace
}  // namespace tidemark
