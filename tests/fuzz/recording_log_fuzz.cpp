// A recording that was not closed, and of whose log (-wal) anything may be wrong, to those who read it, recover it and copy
// it, and to a recorder that goes on with it.
#include <array>
#include <filesystem>

#include "analyzer/commands/commands.hpp"
#include "schema/recording_file.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/logged_recording.hpp"

using namespace tidemark;
using namespace tidemark::testing;

int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const LoggedRecording recording = make_logged_recording();
  const std::string directory = scratch_directory() + "/log";
  std::filesystem::remove_all(directory);
  std::filesystem::create_directory(directory);
  const std::string path = scratch_file("log/r.tidemark", recording.file);
  static_cast<void>(scratch_file("log/r.tidemark-wal", log_of(FuzzInput(bytes, size).rest())));
  const auto run = [&](int (*command)(std::span<const std::string>), std::vector<std::string> arguments) {
    is_accepted([&] { static_cast<void>(command(arguments)); });
  };
  run(info_command, {path});
  run(analyze_command, {path, "--threads", "1", "--quiet", "--report", "text=" + directory + "/text"});
  run(recover_command, {path, "--quiet", "--output", directory + "/recovered"});
  if (!is_accepted([&] { finish_writing(open_for_writing(path).database); })) return 0;
  require(info_command(std::array{path}) == 0, "a recording that could be opened for writing is sound");
  return 0;
}
