#include "analyzer/lives/process_traits.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/recordings/made_recording.hpp"

namespace tidemark {
namespace {

using namespace testing;

constexpr std::int64_t kMemoryKib = 8 * 1024 * 1024;

// What is known of the bound of a heap on a machine of 8 GiB, in GiB.
std::optional<double> bound_of(const std::string& exe, const std::string& command_line,
                               Runtime runtime = Runtime::kUnknown) {
  MadeRecording made(10);
  made.recording.sessions.front().mem_total = Kib(kMemoryKib);
  RecordedProcess& process = made.add_process({{0, 1000}});
  process.exe = exe;
  process.command_line = command_line;
  process.runtime = runtime;
  const auto bound =
      read_traits({{{&made.recording, 0}}}, {}, Parents(std::span(&made.recording, 1))).heap_bound_bytes;
  return bound ? std::optional(*bound / 0x1p30) : std::nullopt;
}

TEST(ReadTraits, AJvmsHeapIsBoundedByItsOptionsOrAQuarter) {
  EXPECT_DOUBLE_EQ(*bound_of("/jdk/bin/java", R"(["java","-jar","a.jar"])"), 2.0);
  EXPECT_DOUBLE_EQ(*bound_of("/jdk/bin/java", R"(["java","-Xmx3g","-XX:MaxRAMPercentage=75"])"), 3.0);
  EXPECT_DOUBLE_EQ(*bound_of("/jdk/bin/java", R"(["java","-XX:MaxRAMPercentage=75.0"])"), 6.0);
  EXPECT_DOUBLE_EQ(*bound_of("/jdk/bin/java", R"(["java","-XX:MaxRAMPercentage=much"])"), 2.0);
}

// The bound of V8's old objects on a machine of so many MiB, in MiB.
std::optional<double> v8_bound(std::int64_t machine_mib, const std::string& command_line,
                               const std::string& exe = "/usr/bin/node") {
  MadeRecording made(10);
  made.recording.sessions.front().mem_total = Kib(1024 * machine_mib);
  RecordedProcess& process = made.add_process({{0, 1000}});
  process.exe = exe;
  process.command_line = command_line;
  const auto bound =
      read_traits({{{&made.recording, 0}}}, {}, Parents(std::span(&made.recording, 1))).v8_bound_bytes;
  return bound ? std::optional(*bound / 0x1p20) : std::nullopt;
}

TEST(ReadTraits, V8IsBoundedByItsOptionOrByTheMemoryThatItSees) {
  EXPECT_EQ(v8_bound(8192, R"(["node","--max-old-space-size=256","a.js"])"), 256);
  const std::string plain = R"(["node","a.js"])";
  EXPECT_EQ(v8_bound(1024, plain), 512);
  EXPECT_EQ(v8_bound(3072, plain), 1536);
  EXPECT_EQ(v8_bound(8192, plain), 2048);
  EXPECT_EQ(v8_bound(15800, plain), 2048);
  EXPECT_EQ(v8_bound(15900, plain), 4096);
  EXPECT_EQ(v8_bound(8192, plain, "/usr/bin/server"), std::nullopt);
}

TEST(ReadTraits, ADefaultBoundOfV8ExcusesNoGrowth) {
  EXPECT_FALSE(bound_of("/usr/bin/node", R"(["node","a.js"])"));
}

TEST(ReadTraits, AForkIsKnownByItsParentThoughBothAreFirstSeenAtOneTick) {
  for (const std::uint32_t first_tick : {3U, 5U}) {
    MadeRecording made(10);
    made.add_process({{3, 1000}}, 10);
    made.add_process({{first_tick, 1000}}, 11).ppid = 10;
    made.add_process({{first_tick, 1000}}, 12).ppid = 10;
    made.recording.processes[2].exe = "/usr/bin/other";
    const Parents parents(std::span(&made.recording, 1));
    EXPECT_EQ(read_traits({{{&made.recording, 1}}}, {}, parents).parent, 0U) << first_tick;
    EXPECT_FALSE(read_traits({{{&made.recording, 2}}}, {}, parents).forked) << "it runs another program";
  }
}

TEST(ReadTraits, AJvmIsKnownByItsRuntimeUnderAnyName) {
  EXPECT_DOUBLE_EQ(*bound_of("/opt/ide/bin/ide", R"(["ide","-Xmx1g"])", Runtime::kJvm), 1.0);
  EXPECT_FALSE(bound_of("/opt/ide/bin/ide", R"(["ide","-Xmx1g"])"));
}

}  // namespace
}  // namespace tidemark
