#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "analyzer/recordings/memory_kib.hpp"
#include "analyzer/running/progress.hpp"
#include "common/sqlite.hpp"

namespace tidemark {

struct ImportedProcess {
  std::uint32_t session = 0;
  std::int64_t pid = 0;
  std::string name;                           // escaped as recordings hold names
  std::optional<std::string> command_line{};  // JSON array
};

struct ImportedSession {
  std::size_t input = 0;  // counted from 0
  std::string host;       // escaped; empty: not known
  std::optional<std::int64_t> mem_total_kib{};
  std::size_t samples = 0;
  std::size_t processes = 0;
};

struct ImportedSample {
  std::int64_t wall_ns = 0;
  std::uint32_t process = 0;  // index
  MemoryKib memory{};
};

struct ImportedMark {
  std::uint32_t session = 0;
  std::int64_t wall_ns = 0;
  bool is_begin = false;
  std::string name;
};

// What the readers of an import have found, in any order, and in the order of time again. Samples wait in a file of
// SQLite's, which has no name and is gone with the store; so memory is bounded by how many processes there are.
//
// Everything may throw SqliteError.
class ImportStore {
 public:
  ImportStore();

  // What follows is of the next input.
  void begin_input();
  // Returns the index of a session of this input, new or known: one for each host.
  std::uint32_t session(std::string_view host);
  // The same of a host's name with the escapes of recordings.
  std::uint32_t escaped_session(std::string_view host);
  // Returns the index of a process, new or known: one PID with one name is one.
  //
  // pid   absent where there is none: then the name alone tells it, and it gets a number in the order of appearance
  // name  as its bytes are
  std::uint32_t process(std::uint32_t session, std::optional<std::int64_t> pid, std::string_view name);
  // The same of a name with the escapes of recordings.
  std::uint32_t escaped_process(std::uint32_t session, std::optional<std::int64_t> pid,
                                std::string_view name);
  [[nodiscard]] ImportedSession& at(std::uint32_t session) { return sessions_[session]; }
  void set_command_line(std::uint32_t process, std::string json) {
    processes_[process].command_line = std::move(json);
  }
  // Of several samples of a process with one time each value counts that came last; a sample without any value
  // is none.
  void add(std::uint32_t process, std::int64_t wall_ns, const MemoryKib& memory);
  void add_mark(std::uint32_t session, bool is_begin, std::string_view name, std::int64_t wall_ns);
  // Something that the user should know of the input, once.
  void note(const std::string& what);

  [[nodiscard]] const std::vector<ImportedSession>& sessions() const { return sessions_; }
  [[nodiscard]] const std::vector<ImportedProcess>& processes() const { return processes_; }
  [[nodiscard]] std::size_t samples() const { return samples_; }
  [[nodiscard]] std::size_t samples_of(std::size_t input) const;
  [[nodiscard]] std::size_t processes_of(std::size_t input) const;
  [[nodiscard]] std::vector<std::string> notes_of(std::size_t input) const;
  // Calls `take` with each sample by session, time and order of arrival.
  //
  // progress  told that it goes on while the samples are sorted; null for nobody
  void for_each_sample(const std::function<void(const ImportedSample&)>& take,
                       Progress* progress = nullptr) const;
  // The same with each mark of a session, by time.
  void for_each_mark(std::uint32_t session, const std::function<void(const ImportedMark&)>& take) const;

 private:
  using Identity = std::tuple<std::uint32_t, std::int64_t, std::string>;

  Database database_;
  Statement insert_sample_;
  Statement insert_mark_;
  std::vector<ImportedSession> sessions_;
  std::vector<ImportedProcess> processes_;
  std::map<Identity, std::uint32_t> indices_;
  std::map<std::string, std::uint32_t, std::less<>> sessions_of_input_;
  std::vector<std::pair<std::size_t, std::string>> notes_;
  std::size_t inputs_ = 0;
  std::size_t samples_ = 0;
  // Whether the samples came in order so far.
  bool is_in_order_ = true;
  std::pair<std::uint32_t, std::int64_t> last_{};
};

}  // namespace tidemark
