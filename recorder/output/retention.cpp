#include "recorder/output/retention.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "common/descriptor.hpp"
#include "common/error.hpp"
#include "recorder/output/part_names.hpp"
#include "schema/recording_file.hpp"
#include "schema/writer_lock.hpp"

namespace tidemark {
namespace {

using std::chrono::nanoseconds;
using SteadyClock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::array kEndings{"", "-wal", "-shm"};
constexpr nanoseconds kLookAtOne = 100ms;
constexpr nanoseconds kLookAtAll = 500ms;

Moment moment_of(const Statement& row, int first_column) {
  return {nanoseconds(row.int64(first_column)), WallTime(nanoseconds(row.int64(first_column + 1)))};
}

Bytes size_with_log(const std::string& path) {
  Bytes bytes = 0;
  for (const char* ending : kEndings) {
    struct stat status = {};
    if (lstat((path + ending).c_str(), &status) == 0) bytes += static_cast<Bytes>(status.st_size);
  }
  return bytes;
}

bool remove_part(const std::string& path) {
  if (unlink(path.c_str()) != 0) return false;
  for (const char* ending : kEndings) unlink((path + ending).c_str());
  return true;
}

}  // namespace

Retention::Retention(std::string output, RetentionSettings settings, std::optional<std::string> host,
                     std::optional<std::string> boot_id)
    : output_(std::move(output)), settings_(settings), host_(std::move(host)), boot_id_(std::move(boot_id)) {}

std::vector<std::string> Retention::remove_old(const std::string& open_part, const Moment& now) {
  std::vector<std::string> removed;
  if (!settings_.keep_size && !settings_.keep_age) return removed;
  std::vector<Part> parts = own_parts();
  Bytes total = open_part.empty() ? 0 : size_with_log(open_part);
  std::erase_if(parts, [&](const Part& part) { return part.path == open_part; });
  for (const Part& part : parts) total += part.bytes;
  sort_by_age(parts);
  for (const Part& part : parts) {
    const bool is_too_much = settings_.keep_size && total > *settings_.keep_size;
    if (!is_too_much && !is_too_old(part.contents, now)) continue;
    if (is_being_written(part.path) || !remove_part(part.path)) continue;
    known_.erase(part.path);
    total -= part.bytes;
    removed.push_back(part.path);
  }
  return removed;
}

// No link is followed, and nothing but a file opened.
std::optional<Retention::Stamp> Retention::look_at(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat status = {};
  if (!file.is_open() || fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return Stamp{status.st_dev, status.st_ino, status.st_size,
               std::chrono::seconds(status.st_mtim.tv_sec) + nanoseconds(status.st_mtim.tv_nsec)};
}

std::optional<Retention::Contents> Retention::read(const std::string& path) const {
  try {
    Database database = open_file_alone(path);
    // Anybody may have made the file.
    database.set_deadline(kLookAtOne);
    constexpr int kMostBytes = 1 << 20;
    sqlite3_limit(database.handle(), SQLITE_LIMIT_LENGTH, kMostBytes);
    // Where the disk was too full to move the log into the file, its header tells of more pages than there are.
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, nullptr);
    Statement sessions = database.prepare(
        "SELECT count(*), count(*) FILTER (WHERE origin = 'recorded' AND host IS ?) FROM session");
    sessions.bind(1, host_);
    if (!sessions.step() || sessions.int64(0) == 0 || sessions.int64(0) != sessions.int64(1))
      return std::nullopt;
    Statement last = database.prepare(
        "SELECT boot_id, start_boottime_ns, start_wall_ns FROM session ORDER BY id DESC LIMIT 1");
    if (!last.step()) return std::nullopt;
    const Moment begun = moment_of(last, 1);
    Contents contents{last.text(0), begun, begun};
    try {
      Statement tick = database.prepare("SELECT boottime_ns, wall_ns FROM tick ORDER BY id DESC LIMIT 1");
      if (tick.step()) contents.written = moment_of(tick, 0);
    } catch (const SqliteError&) {  // where its recorder was killed, part of what it wrote is in the log only
    }
    return contents;
  } catch (const SqliteError&) {
    return std::nullopt;
  }
}

std::vector<Retention::Part> Retention::own_parts() {
  const auto end = SteadyClock::now() + kLookAtAll;
  std::vector<Part> parts;
  std::map<std::string, Known> known;
  for (const std::string& path : list_parts(output_)) {
    const auto stamp = look_at(path);
    if (!stamp) continue;
    const auto before = known_.find(path);
    const bool is_known = before != known_.end() && before->second.stamp == *stamp;
    if (!is_known && SteadyClock::now() > end) continue;
    const Known& now = known[path] = is_known ? before->second : Known{*stamp, read(path)};
    if (now.contents) parts.push_back({path, size_with_log(path), *now.contents});
  }
  known_ = std::move(known);
  return parts;
}

// What was recorded since this boot is the newest, and its clock orders it. Of what was recorded before, the boot whose
// newest part is older comes first: the wall clock may have been set in between.
void Retention::sort_by_age(std::vector<Part>& parts) const {
  std::map<std::string, WallTime> newest_of;
  for (const Part& part : parts) {
    WallTime& newest = newest_of[part.contents.boot_id];
    newest = std::max(newest, part.contents.begun.wall);
  }
  const auto age = [&](const Part& part) {
    const std::string& boot = part.contents.boot_id;
    return std::tuple(boot == boot_id_, newest_of[boot], boot, part.contents.begun.boottime);
  };
  std::stable_sort(parts.begin(), parts.end(),
                   [&](const Part& one, const Part& other) { return age(one) < age(other); });
}

bool Retention::is_too_old(const Contents& contents, const Moment& now) const {
  if (!settings_.keep_age) return false;
  const nanoseconds age = contents.boot_id == boot_id_ ? now.boottime - contents.written.boottime
                                                       : now.wall - contents.written.wall;
  return age > *settings_.keep_age;
}

}  // namespace tidemark
