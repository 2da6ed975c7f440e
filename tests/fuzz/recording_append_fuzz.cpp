// A recording of which anything may be wrong, to a recorder that goes on with it: one that was sound stays so, and any
// other stands aside.
#include <array>
#include <filesystem>

#include "analyzer/commands/commands.hpp"
#include "recorder/output/session_output.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

namespace {

SessionRow session_row() {
  SessionRow session;
  session.uuid = "33333333-3333-4333-8333-333333333333";
  session.recorder_version = "test";
  session.interval_ns = 1'000'000'000;
  return session;
}

void record_to(const std::string& path) {
  std::chrono::seconds now(5000);
  Clock clock{[&] { return now; }, [&] { return now; }};
  OutputSettings settings;
  settings.path = path;
  SessionOutput output(settings, session_row(), clock, [](std::string_view, std::string_view) {});
  ProcessRow identity;
  identity.pid = 42;
  identity.comm = "server";
  for (int tick = 0; tick < 3; ++tick) {
    now += std::chrono::seconds(1);
    Snapshot snapshot;
    MemoryValues values;
    values.vm_size_kib = 1000 + tick;
    snapshot.processes.push_back({1, 0, &identity, values});
    TickRow row;
    row.boottime_ns = row.wall_ns = std::chrono::nanoseconds(now).count();
    output.write_tick(row, snapshot);
  }
  static_cast<void>(output.end());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string directory = scratch_directory() + "/append";
  std::filesystem::remove_all(directory);
  std::filesystem::create_directory(directory);
  const std::string path = scratch_file("append/r.tidemark", FuzzInput(bytes, size).rest());
  const bool was_sound = info_command(std::array{path}) == 0;
  if (!is_accepted([&] { record_to(path); })) return 0;
  require(!was_sound || info_command(std::array{path}) == 0,
          "a sound recording that is appended to stays so");
  return 0;
}
