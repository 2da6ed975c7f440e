// The table of another tool: what is accepted becomes a sound recording.
#include <array>
#include <sstream>

#include "analyzer/commands/commands.hpp"
#include "analyzer/imports/import_writer.hpp"
#include "analyzer/imports/memorytools_csv.hpp"
#include "tests/fuzz/fuzz_target.hpp"

using namespace tidemark;
using namespace tidemark::testing;

// The first byte says how: 1 passes over bad lines, 2 is a zone far from UTC, 4 writes and judges the recording.
int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzInput input(bytes, size);
  const unsigned how = input.take_byte();
  std::istringstream text{std::string(input.rest())};
  const auto offset = std::chrono::minutes((how & 2U) != 0 ? 840 : 0);
  const OnBadLine on_bad = (how & 1U) != 0 ? OnBadLine::kSkip : OnBadLine::kThrow;
  std::array<ImportedData, 1> data;
  if (!is_accepted([&] { data[0] = read_memorytools_csv(text, "input.csv", offset, on_bad); })) return 0;
  require(!data[0].samples.empty(), "an input without samples is refused");
  if ((how & 4U) == 0) return 0;
  const std::string path = scratch_directory() + "/imported.tidemark";
  write_import(data, {path, "memorytools", std::nullopt, IfExists::kReplace});
  require(info_command(std::array{path}) == 0, "what is imported is a sound recording");
  static_cast<void>(
      analyze_command(std::array<std::string, 6>{path, "--threads", "1", "--quiet", "--report", "text"}));
  return 0;
}
