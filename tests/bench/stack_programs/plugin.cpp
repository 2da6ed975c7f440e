// What service.cpp loads while it runs: it remembers every request, and forgets none.

#include <map>
#include <string>
#include <vector>

namespace {

struct Visit {
  std::string agent;
  std::vector<std::string> headers;
};

std::map<std::size_t, Visit> visits;

}  // namespace

// What leaks.
extern "C" [[gnu::noinline]] std::size_t remember(std::size_t id) {
  Visit& visit = visits[id];
  visit.agent = std::string(300 + id % 1300, 'a');
  for (std::size_t i = 1 + id % 20; i > 0; --i) visit.headers.emplace_back(20 + id * i % 140, 'h');
  return visits.size();
}
