// What other tools print: what is accepted becomes a sound recording, and what is exported of it is read again.
#include <array>
#include <chrono>
#include <sstream>

#include "analyzer/commands/commands.hpp"
#include "analyzer/exports/export_text.hpp"
#include "analyzer/imports/import_writer.hpp"
#include "analyzer/imports/layouts.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

namespace {

constexpr std::array kLayoutNames{"auto",       "memorytools", "pidstat",  "ps",           "top", "atop",
                                  "prometheus", "mprof",       "psrecord", "docker-stats", "csv"};

std::size_t read_text(const std::string& text, const std::string& layout, const ImportSettings& settings,
                      OnBadLine on_bad, ImportStore& store) {
  std::istringstream input(text);
  BadLines bad_lines("input", on_bad);
  read_input(input, layout, bad_lines, store, settings);
  return store.samples();
}

void check_export(const std::string& path) {
  std::string text;
  ExportText exported({}, [&](std::string_view piece) { text += piece; });
  exported.add(read_recording(path, ReadSamples::kNo), nullptr);
  exported.end();
  ImportStore again;
  require(read_text(text, "csv", {}, OnBadLine::kThrow, again) == exported.rows(),
          "what is exported is read again");
}

}  // namespace

// The first byte names the layout. The second says how: 1 passes over bad lines, 2 is a zone far from UTC, 4 writes, judges
// and exports the recording, 8 is a table whose days stand before months, 16 has an interval and a start.
int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzInput input(bytes, size);
  const std::string layout = kLayoutNames[input.take_byte() % kLayoutNames.size()];
  const unsigned how = input.take_byte();
  ImportSettings settings;
  if ((how & 2U) != 0) settings.utc_offset = std::chrono::minutes(840);
  if ((how & 8U) != 0) settings.time_format = "%d/%m/%Y %H:%M:%S";
  if ((how & 16U) != 0) settings.interval = std::chrono::seconds(1);
  if ((how & 16U) != 0) settings.start = WallTime(std::chrono::hours(480'000));
  ImportStore store;
  const OnBadLine on_bad = (how & 1U) != 0 ? OnBadLine::kSkip : OnBadLine::kThrow;
  const std::string text(input.rest());
  if (!is_accepted([&] { read_text(text, layout, settings, on_bad, store); })) return 0;
  require(store.samples() > 0, "an input without samples is refused");
  if ((how & 4U) == 0) return 0;
  const std::string path = scratch_directory() + "/imported.tidemark";
  write_import(store, {path, layout, std::nullopt, IfExists::kReplace});
  require(info_command(std::array{path}) == 0, "what is imported is a sound recording");
  check_export(path);
  static_cast<void>(
      analyze_command(std::array<std::string, 6>{path, "--threads", "1", "--quiet", "--report", "text"}));
  return 0;
}
