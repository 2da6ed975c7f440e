#include "recorder/output/retention.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "common/error.hpp"
#include "recorder/output/part_names.hpp"
#include "schema/recording_file.hpp"
#include "schema/writer_lock.hpp"

namespace tidemark {
namespace {

constexpr std::array kEndings{"", "-wal", "-shm"};

struct PartOnDisk {
  std::string path;
  Bytes bytes = 0;
  WallTime written;  // the last time
};

PartOnDisk look_at(const std::string& path) {
  PartOnDisk part{path, 0, {}};
  for (const char* ending : kEndings) {
    struct stat status = {};
    if (stat((path + ending).c_str(), &status) != 0) continue;
    part.bytes += static_cast<Bytes>(status.st_size);
    part.written = std::max(part.written, WallTime(std::chrono::seconds(status.st_mtim.tv_sec) +
                                                   std::chrono::nanoseconds(status.st_mtim.tv_nsec)));
  }
  return part;
}

// Whether recorders on this host, and nobody else, have written all of it.
bool is_own(const std::string& path, const std::optional<std::string>& host) {
  try {
    const ReadableRecording recording = open_for_reading(path);
    Statement sessions = recording.database.prepare(
        "SELECT count(*), count(*) FILTER (WHERE origin = 'recorded' AND host IS ?) FROM session");
    sessions.bind(1, host);
    return sessions.step() && sessions.int64(0) == sessions.int64(1);
  } catch (const UserError&) {
    return false;
  } catch (const SqliteError&) {
    return false;
  }
}

bool remove_part(const std::string& path) {
  if (unlink(path.c_str()) != 0) return false;
  for (const char* ending : kEndings) unlink((path + ending).c_str());
  return true;
}

}  // namespace

std::vector<std::string> remove_old_parts(const std::string& output, const std::string& open_part,
                                          const RetentionSettings& settings, WallTime now,
                                          const std::optional<std::string>& host) {
  std::vector<std::string> removed;
  if (!settings.keep_size && !settings.keep_age) return removed;
  std::vector<PartOnDisk> parts;
  Bytes total = 0;
  for (const std::string& path : list_parts(output)) {
    parts.push_back(look_at(path));
    total += parts.back().bytes;
  }
  for (const PartOnDisk& part : parts) {
    const bool is_too_much = settings.keep_size && total > *settings.keep_size;
    const bool is_too_old = settings.keep_age && now - part.written > *settings.keep_age;
    if (!is_too_much && !is_too_old) continue;
    if (part.path == open_part || is_being_written(part.path) || !is_own(part.path, host)) continue;
    if (!remove_part(part.path)) continue;
    total -= part.bytes;
    removed.push_back(part.path);
  }
  return removed;
}

}  // namespace tidemark
