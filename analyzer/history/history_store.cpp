#include "analyzer/history/history_store.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "analyzer/history/postgresql_history.hpp"
#include "analyzer/text/text_lines.hpp"
#include "common/error.hpp"

namespace tidemark {
namespace {

constexpr const char* kProgram = "program";
// The processes of a program as a group, which is another subject than the program.
constexpr const char* kProgramGroup = "program group";

std::string subject_kind(const std::string& group_kind) {
  return group_kind == kProgram ? kProgramGroup : group_kind;
}

std::string group_kind(const std::string& subject_kind) {
  return subject_kind == kProgramGroup ? kProgram : subject_kind;
}

// What is known of a test.
constexpr const char* kLevel = "level";
constexpr const char* kKept = "kept";

constexpr std::array kFields{
    &MetricMeasure::end_bytes,    &MetricMeasure::floor_bytes, &MetricMeasure::peak_bytes,
    &MetricMeasure::growth_bytes, &MetricMeasure::noise_bytes, &MetricMeasure::slope_bytes_per_second,
    &MetricMeasure::slope_low,    &MetricMeasure::slope_high,  &MetricMeasure::seconds};
constexpr const char* kFieldNames =
    "end_bytes, floor_bytes, peak_bytes, growth_bytes, noise_bytes, slope_bytes_per_second, slope_low, "
    "slope_high, "
    "seconds";

SqlValue text(std::string_view value) { return std::string(value); }
SqlValue count(std::size_t value) { return static_cast<std::int64_t>(value); }

template <typename Value, typename Names>
Value parse(const std::string& name, const Names& all) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](Value value) { return to_string(value) == name; });
  if (found == all.end())
    throw UserError(fmt::format("the history knows a '{}' that this version does not", name));
  return *found;
}

Verdict parse_verdict(const std::string& name) {
  return parse<Verdict>(name, std::array{Verdict::kInsufficient, Verdict::kClean, Verdict::kSuspect,
                                         Verdict::kLeak, Verdict::kCritical});
}

Metric parse_metric(const std::string& name) {
  return parse<Metric>(name, std::array{Metric::kVmSize, Metric::kRss, Metric::kAnon, Metric::kData,
                                        Metric::kHeap, Metric::kOutside, Metric::kCount});
}

std::int64_t nanoseconds_of(WallTime time) { return time.time_since_epoch().count(); }

struct KnownSubject {
  std::string kind;
  ProgramKey program;
};

// Reads the newest runs of one branch.
class BranchReader {
 public:
  BranchReader(SqlConnection& connection, std::string branch, std::size_t most)
      : connection_(connection), branch_(std::move(branch)) {
    read_runs(most);
    read_subjects();
    read_shown();
    read_measures();
    read_kept();
    read_tests();
  }

  std::vector<HistoryRun> take() { return std::move(runs_); }

 private:
  void read_runs(std::size_t most) {
    const std::vector<SqlValue> which{branch_, count(most)};
    for (const SqlRow& row : connection_.query(
             "SELECT run_id, session_uuid, revision, started_wall_ns, source, verdict, has_groups FROM run "
             "WHERE branch = $1 ORDER BY started_wall_ns DESC LIMIT $2",
             which)) {
      places_[row.integer(0)] = runs_.size();
      oldest_ns_ = row.integer(3);
      HistoryRun& run = runs_.emplace_back();
      run.revision = row.text(2);
      run.branch = branch_;
      run.verdict = parse_verdict(row.text(5));
      run.shown = {
          row.text(1), WallTime(std::chrono::nanoseconds(oldest_ns_)), row.text(4), {}, std::nullopt};
      if (row.integer(6) != 0) run.shown.groups.emplace();
    }
  }

  void read_subjects() {
    for (const SqlRow& row :
         connection_.query("SELECT subject_id, kind, name, script, test FROM subject", {}))
      subjects_[row.integer(0)] = {row.text(1), {row.text(2), row.text(3), row.text(4)}};
  }

  // Hands each row of a table whose first column is a run's to `take`, with its run. Between two statements runs may have come
  // or gone: those that were not read first are left out.
  template <typename Take>
  void read_rows(const std::string& columns, const std::string& table, Take&& take) {
    const std::vector<SqlValue> which{branch_, oldest_ns_};
    const std::string sql = fmt::format(
        "SELECT part.run_id, {} FROM {} AS part JOIN run ON run.run_id = part.run_id WHERE run.branch = $1 "
        "AND run.started_wall_ns >= $2",
        columns, table);
    for (const SqlRow& row : connection_.query(sql, which)) {
      const auto place = places_.find(row.integer(0));
      if (place != places_.end()) take(runs_[place->second], row);
    }
  }

  ProgramRun& shown(HistoryRun& run, std::int64_t subject) const {
    const KnownSubject& known = subjects_.at(subject);
    if (known.kind == kProgram) return run.shown.programs[known.program];
    if (!run.shown.groups) run.shown.groups.emplace();
    return (*run.shown.groups)[{group_kind(known.kind), known.program.name}];
  }

  void read_shown() {
    read_rows("part.subject_id, part.processes, part.verdict", "shown",
              [this](HistoryRun& run, const SqlRow& row) {
                ProgramRun& program = shown(run, row.integer(1));
                program.processes = static_cast<std::size_t>(row.integer(2));
                program.verdict = parse_verdict(row.text(3));
              });
  }

  void read_measures() {
    read_rows(fmt::format("part.subject_id, part.metric, {}, part.above_begin_bytes", kFieldNames), "measure",
              [this](HistoryRun& run, const SqlRow& row) {
                constexpr std::size_t kFirst = 3, kLast = kFirst + kFields.size();
                MetricMeasure measure;
                measure.metric = parse_metric(row.text(2));
                for (std::size_t i = 0; i < kFields.size(); ++i)
                  measure.*kFields.at(i) = row.real(kFirst + i);
                if (!row.is_null(kLast)) measure.above_begin_bytes = row.real(kLast);
                shown(run, row.integer(1)).metrics.push_back(measure);
              });
  }

  void read_kept() {
    read_rows("part.subject_id, part.each_bytes, part.times", "kept",
              [this](HistoryRun& run, const SqlRow& row) {
                run.kept[subjects_.at(row.integer(1)).program] = {row.real(2),
                                                                  static_cast<std::size_t>(row.integer(3))};
              });
  }

  void read_tests() {
    read_rows("part.known, part.test", "run_test", [](HistoryRun& run, const SqlRow& row) {
      (row.text(1) == kKept ? run.asked_tests : run.shown.tests).insert(row.text(2));
    });
  }

  SqlConnection& connection_;
  std::string branch_;
  std::int64_t oldest_ns_ = 0;
  std::vector<HistoryRun> runs_;
  std::map<std::int64_t, std::size_t> places_;  // of runs, by their identity in the database
  std::map<std::int64_t, KnownSubject> subjects_;
};

}  // namespace

std::vector<SqlRow> HistoryStore::query(const std::string& sql, const std::vector<SqlValue>& values) {
  return connection_->query(sql, values);
}

std::optional<KnownRun> HistoryStore::find(const std::string& session) {
  const auto rows = query("SELECT revision, branch FROM run WHERE session_uuid = $1", {text(session)});
  if (rows.empty()) return std::nullopt;
  return KnownRun{rows.front().text(0), rows.front().text(1)};
}

std::int64_t HistoryStore::subject(const std::string& kind, const ProgramKey& program) {
  const auto known = subjects_.find({kind, program});
  if (known != subjects_.end()) return known->second;
  const std::vector<SqlValue> key{kind, program.name, program.script, program.test};
  query("INSERT INTO subject (kind, name, script, test) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", key);
  const auto rows = query(
      "SELECT subject_id FROM subject WHERE kind = $1 AND name = $2 AND script = $3 AND test = $4", key);
  return subjects_[{kind, program}] = rows.at(0).integer(0);
}

void HistoryStore::add_program(std::int64_t run, std::int64_t subject, const ProgramRun& shown) {
  query("INSERT INTO shown (run_id, subject_id, processes, verdict) VALUES ($1, $2, $3, $4)",
        {run, subject, count(shown.processes), text(to_string(shown.verdict))});
  static const std::string insert = fmt::format(
      "INSERT INTO measure (run_id, subject_id, metric, {}, above_begin_bytes) VALUES ($1, $2, $3, $4, "
      "$5, $6, $7, $8, $9, $10, $11, $12, $13)",
      kFieldNames);
  for (const MetricMeasure& measure : shown.metrics) {
    std::vector<SqlValue> values{run, subject, text(to_string(measure.metric))};
    for (const MeasureField field : kFields) values.emplace_back(measure.*field);
    values.emplace_back();
    if (measure.above_begin_bytes) values.back() = *measure.above_begin_bytes;
    query(insert, values);
  }
}

void HistoryStore::add_rows(std::int64_t run, const HistoryRun& added) {
  for (const auto& [program, shown] : added.shown.programs)
    add_program(run, subject(kProgram, program), shown);
  if (added.shown.groups) {
    for (const auto& [group, shown] : *added.shown.groups)
      add_program(run, subject(subject_kind(group.kind), {group.name, "", ""}), shown);
  }
  for (const auto& [program, kept] : added.kept) {
    query("INSERT INTO kept (run_id, subject_id, each_bytes, times) VALUES ($1, $2, $3, $4)",
          {run, subject(kProgram, program), kept.each_bytes, count(kept.times)});
  }
  for (const auto& [known, tests] :
       {std::pair(kLevel, &added.shown.tests), std::pair(kKept, &added.asked_tests)}) {
    for (const std::string& test : *tests)
      query("INSERT INTO run_test (run_id, known, test) VALUES ($1, $2, $3)", {run, text(known), text(test)});
  }
}

Added HistoryStore::add(const HistoryRun& run, bool replace) {
  Added added = Added::kNew;
  // Subjects that a failed transaction has made are not there.
  subjects_.clear();
  connection_->transact([&] {
    if (replace) {
      const auto gone =
          query("DELETE FROM run WHERE session_uuid = $1 RETURNING run_id", {text(run.shown.session)});
      if (!gone.empty()) added = Added::kReplaced;
    }
    const auto rows = query(
        "INSERT INTO run (session_uuid, revision, branch, started_wall_ns, source, verdict, has_groups) "
        "VALUES ($1, "
        "$2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING run_id",
        {text(run.shown.session), text(run.revision), text(run.branch), nanoseconds_of(run.shown.started),
         text(run.shown.source), text(to_string(run.verdict)), count(run.shown.groups ? 1 : 0)});
    if (rows.empty()) {
      added = Added::kKnown;
    } else {
      add_rows(rows.front().integer(0), run);
    }
  });
  return added;
}

std::vector<HistoryRun> HistoryStore::read(const std::string& branch, std::size_t most) {
  return BranchReader(*connection_, branch, most).take();
}

std::vector<std::string> HistoryStore::branches() {
  std::vector<std::string> names;
  for (const SqlRow& row : query("SELECT DISTINCT branch FROM run ORDER BY branch"))
    names.push_back(row.text(0));
  return names;
}

std::vector<HistoryRun> read_branch(const std::string& database, const std::string& branch,
                                    std::size_t most) {
  HistoryStore store(database, Access::kRead);
  std::vector<HistoryRun> runs = store.read(branch, most);
  if (!runs.empty()) return runs;
  const std::vector<std::string> branches = store.branches();
  const std::vector<std::string_view> names(branches.begin(), branches.end());
  throw UserError(
      fmt::format("{}: it has no run of branch {}; {}", without_password(database), branch,
                  names.empty() ? "it has none at all" : "it has runs of " + enumerate(names, "and")));
}

}  // namespace tidemark
