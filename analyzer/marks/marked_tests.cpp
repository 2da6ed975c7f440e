#include "analyzer/marks/marked_tests.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <optional>
#include <tuple>

#include "analyzer/text/text_lines.hpp"

namespace tidemark {
namespace {

// All marks of one session, over its parts.
struct SessionMarks {
  struct Entry {
    std::int64_t part;
    const Mark* mark;
  };
  std::vector<Entry> entries;
  std::int64_t last_tick_ns = 0;
};

struct OpenTest {
  std::size_t index;
  std::optional<std::int64_t> sender_pid;
};

class Pairing {
 public:
  Pairing(const std::string& uuid, const SessionMarks& session, const Ancestry& ancestry)
      : uuid_(uuid), session_(session), ancestry_(ancestry) {}

  void take(const Mark& mark) {
    if (mark.kind == MarkKind::kBegin) {
      open_[mark.name].push_back({tests.size(), mark.sender_pid});
      tests.push_back({mark.name, mark.axis_ns, std::max(mark.axis_ns, session_.last_tick_ns), {}});
      tests.back().held_at_begin = mark.sender_held_bytes;
      if (mark.sender_pid)
        tests.back().sender_line = ancestry_.line_of(uuid_, *mark.sender_pid, mark.axis_ns);
    } else if (mark.kind == MarkKind::kEnd) {
      end(mark);
    }
  }

  [[nodiscard]] std::size_t count_open() const {
    std::size_t count = 0;
    for (const auto& [name, open] : open_) count += open.size();
    return count;
  }

  std::vector<MarkedTest> tests;
  std::size_t ends_without_begin = 0;

 private:
  void end(const Mark& mark) {
    std::deque<OpenTest>& open = open_[mark.name];
    if (open.empty()) {
      ++ends_without_begin;
      return;
    }
    auto begun = std::find_if(open.begin(), open.end(), [&](const OpenTest& test) {
      return test.sender_pid && test.sender_pid == mark.sender_pid;
    });
    if (begun == open.end()) begun = open.begin();
    MarkedTest& ended = tests[begun->index];
    ended.end_ns = mark.axis_ns;
    if (begun->sender_pid == mark.sender_pid) ended.held_at_end = mark.sender_held_bytes;
    open.erase(begun);
  }

  const std::string& uuid_;
  const SessionMarks& session_;
  const Ancestry& ancestry_;
  std::map<std::string, std::deque<OpenTest>> open_;
};

std::map<std::string, SessionMarks> gather(std::span<const Recording> recordings) {
  std::map<std::string, SessionMarks> sessions;
  for (const Recording& recording : recordings) {
    for (const Mark& mark : recording.marks) {
      const Session& session = recording.sessions[mark.session];
      sessions[session.uuid].entries.push_back({session.part, &mark});
    }
  }
  for (const Recording& recording : recordings) {
    for (const Session& session : recording.sessions) {
      const auto marked = sessions.find(session.uuid);
      if (marked == sessions.end() || session.first_tick == session.end_tick) continue;
      std::int64_t& last = marked->second.last_tick_ns;
      last = std::max(last, recording.ticks[session.end_tick - 1].axis_ns);
    }
  }
  for (auto& [uuid, session] : sessions) {
    std::stable_sort(session.entries.begin(), session.entries.end(), [](const auto& one, const auto& other) {
      return std::tie(one.mark->axis_ns, one.part) < std::tie(other.mark->axis_ns, other.part);
    });
  }
  return sessions;
}

}  // namespace

MarkedTests pair_marks(std::span<const Recording> recordings) {
  MarkedTests marked;
  marked.ancestry = Ancestry(recordings);
  std::size_t unended = 0;
  std::size_t unbegun = 0;
  for (const auto& [uuid, session] : gather(recordings)) {
    Pairing pairing(uuid, session, marked.ancestry);
    for (const SessionMarks::Entry& entry : session.entries) pairing.take(*entry.mark);
    unended += pairing.count_open();
    unbegun += pairing.ends_without_begin;
    if (pairing.tests.empty()) continue;
    for (const MarkedTest& test : pairing.tests) {
      if (!test.sender_line.empty()) marked.senders[uuid].insert(test.sender_line.front());
    }
    marked.by_session[uuid] = std::move(pairing.tests);
  }
  if (unended > 0) {
    marked.notes.push_back(fmt::format("{} not ended: taken to last until the recording's end",
                                       count_of(unended, "marked test was", "marked tests were")));
  }
  if (unbegun > 0) {
    marked.notes.push_back(fmt::format("{} of tests that had not begun: left out",
                                       count_of(unbegun, "mark tells the end", "marks tell the ends")));
  }
  return marked;
}

bool may_concern(const MarkedTest& test, std::span<const std::int64_t> process_line,
                 const std::set<std::int64_t>& senders) {
  const std::vector<std::int64_t>& line = test.sender_line;
  const auto has = [](const auto& pids, std::int64_t pid) {
    return std::find(pids.begin(), pids.end(), pid) != pids.end();
  };
  if (line.empty() || has(process_line, line.front())) return true;
  return std::all_of(process_line.begin(), process_line.end(),
                     [&](std::int64_t pid) { return !senders.contains(pid) || has(line, pid); });
}

}  // namespace tidemark
