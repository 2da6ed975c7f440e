#include <elf.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/recorder/sampling/sampler_fixture.hpp"

namespace tidemark {
namespace {

using testing::FakeProcess;

// What runtime a process is recorded with, from its first scan on.
class ProcfsSamplerRuntimeTest : public testing::SamplerTest {};

TEST_F(ProcfsSamplerRuntimeTest, MappedLibrariesTellLater) {
  proc_.put_program("host", ELFMAG + std::string(EI_NIDENT, '\0'));
  FakeProcess host = process(100);
  host.exe = "host";
  proc_.put(host);
  const auto first = scan();
  EXPECT_EQ(first.at(100).identity.runtime, "native");
  host.maps = "7f00-7f01 r-xp 00000000 08:01 42   /usr/lib/libcoreclr.so\n";
  host.pages.size += 1;
  proc_.put(host);
  const auto later = scan_all_turns();
  EXPECT_EQ(later.at(100).identity.runtime, "dotnet");
  EXPECT_EQ(later.at(100).token, first.at(100).token);
}

TEST_F(ProcfsSamplerRuntimeTest, AnExecIsLookedAtAnew) {
  FakeProcess program = process(100);
  program.exe = "python3";
  proc_.put(program);
  EXPECT_EQ(scan().at(100).identity.runtime, "python");
  program.exe = "java";
  program.start_stack += 4096;
  program.pages.text += 1;
  proc_.put(program);
  const auto found = scan();
  EXPECT_EQ(found.at(100).identity.exec_generation, 1);
  EXPECT_EQ(found.at(100).identity.runtime, "jvm");
}

TEST_F(ProcfsSamplerRuntimeTest, AProcessThatIsAdmittedLateKeepsItsRuntime) {
  FilterSettings filter;
  filter.include = {"late"};
  filter_by(filter);
  FakeProcess late = process(100);
  late.exe = "python3";
  proc_.put(late);
  EXPECT_TRUE(scan().empty());
  late.comm = "late";
  proc_.put(late);
  EXPECT_EQ(scan_all_turns().at(100).identity.runtime, "python");
}

}  // namespace
}  // namespace tidemark
