#include "analyzer/commands/judge_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "analyzer/judge/analysis.hpp"
#include "analyzer/recordings/recording_reader.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

// The recordings of a run, less the files of directories that turn out not to be readable.
class Inputs {
 public:
  explicit Inputs(std::vector<ListedRecording> files) : files_(std::move(files)) {}

  // As read_recordings, without samples.
  std::vector<Recording> read(Progress& progress) {
    std::vector<Recording> recordings;
    for (std::size_t i = 0; i < files_.size();) {
      try {
        recordings.push_back(read_recording(files_[i].path, ReadSamples::kNo, &progress));
        ++i;
      } catch (const FileError& error) {
        if (!files_[i].is_of_directory) throw;
        leave_out(i, error);
      }
    }
    return recordings;
  }
  // Returns whether it was a directory's file that could not be read to its end.
  bool leave_out(const FileError& error) {
    // What SQLite keeps beside a file is part of it.
    const auto is_it = [&](const ListedRecording& file) {
      const std::string_view named = error.path();
      if (!file.is_of_directory || !named.starts_with(file.path)) return false;
      const std::string_view ending = named.substr(file.path.size());
      return ending.empty() || ending == "-wal" || ending == "-shm" || ending == "-journal";
    };
    const auto found = std::find_if(files_.begin(), files_.end(), is_it);
    if (found == files_.end()) return false;
    leave_out(static_cast<std::size_t>(found - files_.begin()), error);
    return true;
  }
  [[nodiscard]] const std::vector<UnreadableFile>& unreadable() const { return unreadable_; }

 private:
  // What is gone was removed by the recorder meanwhile, as --keep-size and --keep-age ask.
  void leave_out(std::size_t i, const FileError& error) {
    std::error_code ignored;
    const std::string& path = files_[i].path;
    if (std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
      unreadable_.push_back({path, error.what()});
    files_.erase(files_.begin() + static_cast<std::ptrdiff_t>(i));
  }

  std::vector<ListedRecording> files_;
  std::vector<UnreadableFile> unreadable_;
};

// When the file, or what SQLite keeps beside it, was last written to; nothing where that cannot be told.
std::optional<WallTime> last_written(const std::string& path) {
  std::optional<WallTime> last;
  for (const char* ending : {"", "-wal"}) {
    struct stat status = {};
    if (stat((path + ending).c_str(), &status) != 0) continue;
    last = std::max(last, std::optional(WallTime(std::chrono::seconds(status.st_mtim.tv_sec) +
                                                 std::chrono::nanoseconds(status.st_mtim.tv_nsec))));
  }
  return last;
}

}  // namespace

void leave_out_older(WallTime since, std::vector<ListedRecording>& files) {
  constexpr std::chrono::hours kClockSteps{1};
  std::erase_if(files, [&](const ListedRecording& file) {
    if (!file.is_of_directory) return false;
    const auto written = last_written(file.path);
    return written && *written + kClockSteps < since;
  });
}

Report judge_files(std::vector<ListedRecording> files, const AnalysisSettings& analysis,
                   const Baseline* baseline, Progress& progress) {
  Inputs inputs(std::move(files));
  for (;;) {
    try {
      Report report = read_and_analyze(inputs.read(progress), analysis, baseline, &progress);
      for (const UnreadableFile& file : inputs.unreadable())
        report.notes.push_back("not judged: " + file.cause);
      report.unreadable = inputs.unreadable();
      return report;
    } catch (const FileError& error) {
      if (!inputs.leave_out(error)) throw;
    }
  }
}

}  // namespace tidemark
