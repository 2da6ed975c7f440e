#include "analyzer/recovery/contradictions.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace tidemark {
namespace {

struct TickOrder {
  std::int64_t id;
  std::int64_t session;
  std::int64_t time_ns;

  [[nodiscard]] bool is_before(const TickOrder& other) const {
    return std::pair(session, time_ns) < std::pair(other.session, other.time_ns);
  }
};

std::vector<TickOrder> read_ticks(const Database& database) {
  std::vector<TickOrder> ticks;
  Statement row = database.prepare(
      "SELECT t.id, t.session, CASE s.axis WHEN 'wall' THEN t.wall_ns ELSE t.boottime_ns END"
      " FROM tick AS t JOIN session AS s ON s.id = t.session ORDER BY t.id");
  while (row.step()) ticks.push_back({row.int64(0), row.int64(1), row.int64(2)});
  return ticks;
}

// Returns the ticks that do not belong to the longest run of rising ones: the fewest that have to go.
std::vector<std::int64_t> find_misplaced(const std::vector<TickOrder>& ticks) {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> ends;  // of the rising runs of each length, that which ends lowest
  std::vector<std::size_t> before(ticks.size(), kNone);
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    const auto place = std::lower_bound(ends.begin(), ends.end(), i, [&](std::size_t end, std::size_t next) {
      return ticks[end].is_before(ticks[next]);
    });
    if (place != ends.begin()) before[i] = *std::prev(place);
    if (place == ends.end()) {
      ends.push_back(i);
    } else {
      *place = i;
    }
  }
  std::vector<bool> stays(ticks.size());
  for (std::size_t i = ends.empty() ? kNone : ends.back(); i != kNone; i = before[i]) stays[i] = true;
  std::vector<std::int64_t> misplaced;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    if (!stays[i]) misplaced.push_back(ticks[i].id);
  }
  return misplaced;
}

// Returns the stacks that name a frame that is not there.
std::vector<std::int64_t> find_torn_stacks(const Database& database) {
  std::set<std::int64_t> frames;
  Statement frame = database.prepare("SELECT id FROM frame");
  while (frame.step()) frames.insert(frame.int64(0));
  std::vector<std::int64_t> torn;
  Statement stack = database.prepare("SELECT id, frames FROM stack");
  while (stack.step()) {
    const auto ids = nlohmann::json::parse(stack.text(1), nullptr, false);
    const bool is_whole = ids.is_array() && std::all_of(ids.begin(), ids.end(), [&](const auto& id) {
                            return id.is_number_integer() && frames.contains(id.template get<std::int64_t>());
                          });
    if (!is_whole) torn.push_back(stack.int64(0));
  }
  return torn;
}

class Repair {
 public:
  explicit Repair(const Database& database) : database_(database) {}

  Repairs run(const std::vector<LostRows>& lost_samples) {
    repair_ticks();
    repair_processes();
    repair_samples();
    for (const LostRows& rows : lost_samples) end_observation(rows);
    for (const std::string table :
         {"process_name", "jvm_heap", "process_count", "process_cgroup", "fault_stack", "kept_stack"})
      remove(table, "NOT EXISTS (SELECT 1 FROM process AS p WHERE p.id = process)");
    for (const std::string table : {"process_name", "jvm_heap", "process_count", "process_cgroup",
                                    "cgroup_limit", "fault_stack", "kept_stack"})
      remove(table, "NOT EXISTS (SELECT 1 FROM tick AS t WHERE t.id = tick)");
    for (const std::string table : {"process_cgroup", "cgroup_limit"})
      remove(table, "cgroup IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cgroup AS c WHERE c.id = cgroup)");
    repair_stacks();
    for (const std::string table : {"fault_stack", "kept_stack"})
      remove(table, "NOT EXISTS (SELECT 1 FROM stack AS s WHERE s.id = stack)");
    remove("mark",
           "NOT EXISTS (SELECT 1 FROM session AS s WHERE s.id = session"
           " AND (s.axis = 'wall' OR boottime_ns IS NOT NULL))");
    return std::move(repairs_);
  }

 private:
  void remove(const std::string& table, const std::string& condition) {
    database_.execute("DELETE FROM " + table + " WHERE " + condition);
    repairs_.removed[table] += database_.changes();
  }

  void repair_ticks() {
    remove("tick",
           "NOT EXISTS (SELECT 1 FROM session AS s WHERE s.id = session"
           " AND (s.axis = 'wall' OR boottime_ns IS NOT NULL))");
    Statement removal = database_.prepare("DELETE FROM tick WHERE id = ?1");
    for (const std::int64_t id : find_misplaced(read_ticks(database_))) {
      removal.bind(1, id).run();
      ++repairs_.removed["tick"];
    }
    const std::string lost = fmt::format("recorder_version = '{}'", kLostSessionVersion);
    database_.execute("DELETE FROM session WHERE " + lost +
                      " AND NOT EXISTS (SELECT 1 FROM tick AS t WHERE t.session = session.id)");
    repairs_.renamed_sessions =
        static_cast<std::size_t>(database_.query_int64("SELECT count(*) FROM session WHERE " + lost));
  }

  // One whose first and last tick become the same was seen only at ticks that are lost.
  void repair_processes() {
    remove("process", "NOT EXISTS (SELECT 1 FROM session AS s WHERE s.id = session)");
    database_.execute(
        "UPDATE process SET (first_tick, exit_tick) = (SELECT CASE WHEN f IS NOT e THEN f END,"
        " CASE WHEN e >= f OR f IS NULL THEN e END FROM (SELECT"
        " (SELECT CASE WHEN t.session = process.session THEN t.id END FROM tick AS t"
        "  WHERE t.id >= process.first_tick ORDER BY t.id LIMIT 1) AS f,"
        " (SELECT CASE WHEN t.session = process.session THEN t.id END FROM tick AS t"
        "  WHERE t.id >= process.exit_tick ORDER BY t.id LIMIT 1) AS e))"
        " WHERE first_tick IS NOT NULL OR exit_tick IS NOT NULL");
  }

  // What a process held at a tick that is lost it still held at the next, unless that has a row of its own.
  void repair_samples() {
    remove("sample",
           "NOT EXISTS (SELECT 1 FROM process AS p WHERE p.id = process AND p.first_tick IS NOT NULL)");
    database_.execute(
        "INSERT OR IGNORE INTO sample (tick, process, vm_size_kib, rss_kib, shared_kib, data_kib, "
        "minor_faults,"
        " major_faults, threads, swap_kib, shmem_kib)"
        " SELECT n, process, vm_size_kib, rss_kib, shared_kib, data_kib, minor_faults, major_faults, threads,"
        " swap_kib, shmem_kib FROM (SELECT s.*, max(s.tick),"
        "  (SELECT CASE WHEN t.session = p.session THEN t.id END FROM tick AS t WHERE t.id >= s.tick"
        "   ORDER BY t.id LIMIT 1) AS n"
        "  FROM sample AS s JOIN process AS p ON p.id = s.process JOIN session AS e ON e.id = p.session"
        "  WHERE e.every_sample = 0 AND NOT EXISTS (SELECT 1 FROM tick AS t WHERE t.id = s.tick)"
        "  GROUP BY n, s.process)"
        " WHERE n IS NOT NULL");
    repairs_.moved_samples = database_.changes();
    remove("sample",
           "NOT EXISTS (SELECT 1 FROM tick AS t JOIN process AS p ON p.session = t.session"
           " WHERE t.id = sample.tick AND p.id = sample.process)");
  }

  // The name of a function says much without the file that it is in; a stack without one of its functions is another.
  void repair_stacks() {
    database_.execute(
        "UPDATE frame SET module = NULL, address = NULL"
        " WHERE module IS NOT NULL AND NOT EXISTS (SELECT 1 FROM module AS m WHERE m.id = module)");
    Statement removal = database_.prepare("DELETE FROM stack WHERE id = ?1");
    for (const std::int64_t id : find_torn_stacks(database_)) {
      removal.bind(1, id).run();
      ++repairs_.removed["stack"];
    }
  }

  // A process whose row may be among those that are lost is not observed from the first tick on at which it may be.
  void end_observation(const LostRows& rows) {
    Statement insert = database_.prepare(
        "INSERT OR IGNORE INTO sample (tick, process)"
        " SELECT n, id FROM (SELECT p.id, p.exit_tick,"
        "  (SELECT CASE WHEN t.session = p.session THEN t.id END FROM tick AS t"
        "   WHERE t.id >= max(p.first_tick, CASE WHEN p.id >= ?2 THEN ?1 ELSE ?3 END) ORDER BY t.id LIMIT 1) "
        "AS n"
        "  FROM process AS p JOIN session AS e ON e.id = p.session"
        "  WHERE e.every_sample = 0 AND p.first_tick IS NOT NULL)"
        " WHERE n IS NOT NULL AND (n, id) <= (?4, ?5) AND (exit_tick IS NULL OR n < exit_tick)");
    const std::int64_t low = rows.low.first;
    const std::int64_t after_low = low == std::numeric_limits<std::int64_t>::max() ? low : low + 1;
    insert.bind(1, low).bind(2, rows.low.second).bind(3, after_low);
    insert.bind(4, rows.high.first).bind(5, rows.high.second).run();
    repairs_.unobserved += database_.changes();
  }

  const Database& database_;
  Repairs repairs_;
};

}  // namespace

Repairs remove_contradictions(const Database& database, const std::vector<LostRows>& lost_samples) {
  return Repair(database).run(lost_samples);
}

}  // namespace tidemark
