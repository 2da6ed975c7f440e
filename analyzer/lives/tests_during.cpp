#include "analyzer/lives/tests_during.hpp"

#include <set>

namespace tidemark {

std::vector<TestSpan> tests_during(const ProcessLife& life, const MarkedTests& tests, std::int64_t first_ns,
                                   std::int64_t last_ns) {
  constexpr double kSecondsPerNanosecond = 1e-9;
  const auto seconds = [&](std::int64_t axis_ns) {
    return static_cast<double>(axis_ns - first_ns) * kSecondsPerNanosecond;
  };
  std::vector<TestSpan> spans;
  std::set<std::string> seen;
  for (const LifePart& part : life.parts) {
    const std::string& uuid = part.session().uuid;
    const auto session = tests.by_session.find(uuid);
    if (session == tests.by_session.end() || !seen.insert(uuid).second) continue;
    const auto senders = tests.senders.find(uuid);
    const std::vector<std::int64_t> line = tests.ancestry.line_of(uuid, part.process().pid, part.begin_ns());
    for (const MarkedTest& test : session->second) {
      if (test.end_ns < first_ns || test.begin_ns > last_ns) continue;
      if (senders != tests.senders.end() && !may_concern(test, line, senders->second)) continue;
      TestSpan& span = spans.emplace_back(TestSpan{test.name, seconds(test.begin_ns), seconds(test.end_ns)});
      if (test.sender_line.empty() || test.sender_line.front() != part.process().pid) continue;
      span.held_at_begin = test.held_at_begin;
      span.held_at_end = test.held_at_end;
    }
  }
  return spans;
}

}  // namespace tidemark
