#include "analyzer/inspect/session_facts.hpp"

#include <map>

#include "analyzer/recordings/recording_reader.hpp"
#include "analyzer/text/printable.hpp"
#include "schema/recording_file.hpp"

namespace tidemark {
namespace {

std::vector<SessionFacts> read_sessions(const Database& database) {
  std::vector<SessionFacts> sessions;
  Statement row = database.prepare(
      "SELECT s.id, s.in_container, max(t.recorder_cpu_ns) - min(t.recorder_cpu_ns),"
      " max(t.recorder_written_bytes) - min(t.recorder_written_bytes), max(t.recorder_rss_kib),"
      " count(*) FILTER (WHERE t.interval_ns > s.interval_ns), max(t.interval_ns),"
      " CASE WHEN count(t.short_lived_unknown) > 0 THEN CAST(min(total(t.short_lived_unknown), 9e15) AS "
      "INTEGER) END"
      " FROM session AS s LEFT JOIN tick AS t ON t.session = s.id GROUP BY s.id ORDER BY s.id");
  std::map<std::int64_t, std::size_t> places;
  while (row.step()) {
    places[row.int64(0)] = sessions.size();
    SessionFacts& facts = sessions.emplace_back();
    if (const auto in_container = row.optional_int64(1)) facts.in_container = *in_container != 0;
    facts.cpu_ns = row.optional_int64(2);
    facts.written_bytes = row.optional_int64(3);
    facts.most_rss_kib = row.optional_int64(4);
    facts.stretched_ticks = row.int64(5);
    facts.longest_interval_ns = row.optional_int64(6);
    facts.short_lived_unknown = row.optional_int64(7);
  }
  // The other columns of max() are those of the row that has it.
  Statement exit = database.prepare(
      "SELECT session, count(*), comm, max(coalesce(peak_vm_kib, 0)) FROM process WHERE first_tick IS NULL"
      " GROUP BY session");
  while (exit.step()) {
    const auto place = places.find(exit.int64(0));
    if (place == places.end()) continue;
    SessionFacts& facts = sessions[place->second];
    facts.short_lived = static_cast<std::size_t>(exit.int64(1));
    facts.largest_short_lived = printable(exit.text(2));
    facts.largest_short_lived_kib = exit.int64(3);
  }
  return sessions;
}

std::vector<CgroupFacts> read_cgroups(const Database& database) {
  std::map<std::int64_t, CgroupFacts> cgroups;
  Statement group = database.prepare("SELECT id, path FROM cgroup");
  while (group.step()) cgroups[group.int64(0)].path = printable(group.text(1));
  Statement members =
      database.prepare("SELECT cgroup, count(DISTINCT process) FROM process_cgroup GROUP BY cgroup");
  while (members.step()) {
    const auto found = cgroups.find(members.int64(0));
    if (found != cgroups.end()) found->second.processes = static_cast<std::size_t>(members.int64(1));
  }
  std::map<std::int64_t, std::size_t> limits;
  Statement limit = database.prepare("SELECT cgroup, limit_bytes FROM cgroup_limit ORDER BY tick");
  while (limit.step()) {
    const auto found = cgroups.find(limit.int64(0));
    if (found == cgroups.end()) continue;
    found->second.limit_changes = limits[limit.int64(0)]++;
    found->second.limit_bytes = limit.optional_int64(1);
  }
  std::vector<CgroupFacts> facts;
  facts.reserve(cgroups.size());
  for (auto& [id, cgroup] : cgroups) facts.push_back(std::move(cgroup));
  return facts;
}

// What rows take in the file besides their text, about: what they hold of numbers, and their places in pages and indexes.
// Texts that are keys stand in the file twice.
constexpr double kBytesOfCount = 32.0;
constexpr double kBytesOfText = 24.0;

StackFacts read_stacks(const Database& database, bool has_kept) {
  StackFacts facts;
  const auto count = [&](const char* rows_and_samples, double& samples) {
    Statement counts = database.prepare(rows_and_samples);
    if (!counts.step()) return;
    facts.rows += static_cast<std::size_t>(counts.int64(0));
    samples = static_cast<double>(counts.int64(1));
  };
  count("SELECT count(*), CAST(min(total(samples), 9e15) AS INTEGER) FROM fault_stack", facts.samples);
  if (has_kept)
    count("SELECT count(*), CAST(min(total(samples), 9e15) AS INTEGER) FROM kept_stack", facts.kept_samples);
  facts.stacks = static_cast<std::size_t>(database.query_int64("SELECT count(*) FROM stack"));
  facts.lost_samples = static_cast<double>(
      database.query_int64("SELECT CAST(min(total(fault_samples_lost), 9e15) AS INTEGER) FROM tick"));
  facts.bytes = kBytesOfCount * static_cast<double>(facts.rows);
  for (const char* texts :
       {"SELECT count(*), total(length(frames)) FROM stack",
        "SELECT count(*), total(length(symbol)) FROM frame",
        "SELECT count(*), total(length(path) + coalesce(length(build_id), 0)) FROM module"}) {
    Statement text = database.prepare(texts);
    if (text.step())
      facts.bytes +=
          2.0 * (kBytesOfText * static_cast<double>(text.int64(0)) + static_cast<double>(text.int64(1)));
  }
  return facts;
}

}  // namespace

RecordingFacts read_facts(const Recording& recording) {
  const ReadableRecording file = open_again(recording);
  try {
    file.database.execute("BEGIN");
    RecordingFacts facts{read_sessions(file.database), read_cgroups(file.database)};
    if (recording.has_fault_stacks) facts.stacks = read_stacks(file.database, recording.has_kept_stacks);
    return facts;
  } catch (const SqliteError& error) {
    throw_file_error(recording.path, error, "read the recording");
  }
}

}  // namespace tidemark
