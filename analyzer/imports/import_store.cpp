#include "analyzer/imports/import_store.hpp"

#include <algorithm>
#include <utility>

#include "analyzer/running/statement_progress.hpp"
#include "common/text.hpp"

namespace tidemark {
namespace {

// An empty name is a file without one, in which SQLite also sorts.
Database open_store() {
  Database database("", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "the import's temporary file");
  database.execute(
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = "
      "-32768;"
      "CREATE TABLE sample (session INTEGER, wall_ns INTEGER, process INTEGER, vm_size INTEGER, rss INTEGER,"
      " shared INTEGER, data INTEGER, swap INTEGER);"
      "CREATE TABLE mark (session INTEGER, wall_ns INTEGER, is_begin INTEGER, name TEXT);"
      "BEGIN");
  return database;
}

std::optional<std::int64_t> optional_of(const Kib& kib) {
  return kib.is_known() ? std::optional(kib.count()) : std::nullopt;
}

Kib kib_at(const Statement& row, int column) { return row.is_null(column) ? Kib() : Kib(row.int64(column)); }

}  // namespace

ImportStore::ImportStore()
    : database_(open_store()),
      insert_sample_(database_.prepare("INSERT INTO sample VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")),
      insert_mark_(database_.prepare("INSERT INTO mark VALUES (?1, ?2, ?3, ?4)")) {}

void ImportStore::begin_input() {
  ++inputs_;
  sessions_of_input_.clear();
  indices_.clear();
}

std::uint32_t ImportStore::session(std::string_view host) { return escaped_session(escape_name(host)); }

std::uint32_t ImportStore::escaped_session(std::string_view host) {
  const auto known = sessions_of_input_.find(host);
  if (known != sessions_of_input_.end()) return known->second;
  const auto index = static_cast<std::uint32_t>(sessions_.size());
  sessions_.push_back({.input = inputs_ - 1, .host = printable(host)});
  sessions_of_input_.emplace(host, index);
  return index;
}

std::uint32_t ImportStore::process(std::uint32_t session, std::optional<std::int64_t> pid,
                                   std::string_view name) {
  return escaped_process(session, pid, escape_name(name));
}

std::uint32_t ImportStore::escaped_process(std::uint32_t session, std::optional<std::int64_t> pid,
                                           std::string_view name) {
  constexpr std::int64_t kWithoutPid = 0;
  const auto [known, is_new] = indices_.try_emplace({session, pid.value_or(kWithoutPid), std::string(name)},
                                                    static_cast<std::uint32_t>(processes_.size()));
  if (!is_new) return known->second;
  std::int64_t number = 0;
  if (!pid) {
    number = 1 + static_cast<std::int64_t>(sessions_[session].processes);
    note("it has no PIDs: processes are numbered in the order of their names' appearance");
  }
  ++sessions_[session].processes;
  processes_.push_back({.session = session, .pid = pid.value_or(number), .name = printable(name)});
  return known->second;
}

void ImportStore::add(std::uint32_t process, std::int64_t wall_ns, const MemoryKib& memory) {
  if (memory.is_unobserved()) return;
  const std::uint32_t session = processes_[process].session;
  insert_sample_.bind(1, std::int64_t{session}).bind(2, wall_ns).bind(3, std::int64_t{process});
  insert_sample_.bind(4, optional_of(memory.vm_size)).bind(5, optional_of(memory.rss));
  insert_sample_.bind(6, optional_of(memory.shared)).bind(7, optional_of(memory.data));
  insert_sample_.bind(8, optional_of(memory.swap));
  insert_sample_.run();
  const std::pair place{session, wall_ns};
  is_in_order_ = is_in_order_ && last_ <= place;
  last_ = place;
  ++sessions_[session].samples;
  ++samples_;
}

void ImportStore::add_mark(std::uint32_t session, bool is_begin, std::string_view name,
                           std::int64_t wall_ns) {
  insert_mark_.bind(1, std::int64_t{session}).bind(2, wall_ns).bind(3, std::int64_t{is_begin ? 1 : 0});
  insert_mark_.bind(4, std::string_view(escape_name(name)));
  insert_mark_.run();
}

void ImportStore::note(const std::string& what) {
  const std::pair note{inputs_ - 1, what};
  if (std::find(notes_.begin(), notes_.end(), note) == notes_.end()) notes_.push_back(note);
}

std::size_t ImportStore::samples_of(std::size_t input) const {
  std::size_t count = 0;
  for (const ImportedSession& session : sessions_) count += session.input == input ? session.samples : 0;
  return count;
}

std::size_t ImportStore::processes_of(std::size_t input) const {
  std::size_t count = 0;
  for (const ImportedSession& session : sessions_) count += session.input == input ? session.processes : 0;
  return count;
}

std::vector<std::string> ImportStore::notes_of(std::size_t input) const {
  std::vector<std::string> notes;
  for (const auto& [of, what] : notes_) {
    if (of == input) notes.push_back(what);
  }
  return notes;
}

void ImportStore::for_each_sample(const std::function<void(const ImportedSample&)>& take,
                                  Progress* progress) const {
  const StatementProgress goes_on(database_, is_in_order_ ? nullptr : progress);
  Statement row = database_.prepare(
      std::string("SELECT wall_ns, process, vm_size, rss, shared, data, swap FROM sample ORDER BY ") +
      (is_in_order_ ? "rowid" : "session, wall_ns, rowid"));
  while (row.step()) {
    take({row.int64(0),
          static_cast<std::uint32_t>(row.int64(1)),
          {kib_at(row, 2), kib_at(row, 3), kib_at(row, 4), kib_at(row, 5), kib_at(row, 6)}});
  }
}

void ImportStore::for_each_mark(std::uint32_t session,
                                const std::function<void(const ImportedMark&)>& take) const {
  Statement row = database_.prepare(
      "SELECT wall_ns, is_begin, name FROM mark WHERE session = ?1 ORDER BY wall_ns, is_begin, rowid");
  row.bind(1, std::int64_t{session});
  while (row.step()) take({session, row.int64(0), row.int64(1) != 0, row.text(2)});
}

}  // namespace tidemark
