// A service that answers requests and keeps the answers in a cache, the classic way to leak: built with
// CACHE_FORGETS the cache is bounded, without it every answer is kept.

#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <thread>

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr std::size_t kAnswerSize = 40'000;

#ifdef CACHE_FORGETS
constexpr std::size_t kMostAnswers = 50;
#endif

class AnswerCache {
 public:
  const std::string& answer(std::size_t request) {
    const auto place = answers_.emplace(request, std::string(kAnswerSize, 'x')).first;
#ifdef CACHE_FORGETS
    if (answers_.size() > kMostAnswers) answers_.erase(answers_.begin());
#endif
    return place->second;
  }

 private:
  std::map<std::size_t, std::string> answers_;
};

}  // namespace

int main(int argc, char** argv) {
  const long run_for = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 0;
  if (run_for <= 0) {
    std::cerr << "usage: " << argv[0] << " SECONDS\n";
    return 2;
  }
  AnswerCache cache;
  std::size_t bytes_served = 0;
  const auto end = steady_clock::now() + seconds(run_for);
  for (std::size_t request = 0; steady_clock::now() < end; ++request) {
    bytes_served += cache.answer(request).size();
    std::this_thread::sleep_for(milliseconds(5));
  }
  return bytes_served > 0 ? 0 : 1;
}
