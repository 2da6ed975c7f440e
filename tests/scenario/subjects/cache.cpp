// A cache of pages that were asked for, with or without a bound: test-cache SECONDS [MIB]

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <list>
#include <random>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr int kRequestsOfBatch = 20;
constexpr std::uint32_t kPages = 1'000'000;

// Evicts what was used least recently once it holds more than `most_bytes`.
class PageCache {
 public:
  explicit PageCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  const std::string& get(std::uint32_t page) {
    const auto place = places_.find(page);
    if (place != places_.end()) {
      used_.splice(used_.begin(), used_, place->second);
    } else {
      used_.emplace_front(page, render(page));
      places_[page] = used_.begin();
      bytes_ += used_.front().second.size();
      evict();
    }
    return used_.front().second;
  }

 private:
  // Pages are of 2 to 18 KiB.
  static std::string render(std::uint32_t page) {
    std::string text(2048 + page % 16384, 'x');
    return text;
  }

  void evict() {
    while (bytes_ > most_bytes_) {
      bytes_ -= used_.back().second.size();
      places_.erase(used_.back().first);
      used_.pop_back();
    }
  }

  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  std::list<std::pair<std::uint32_t, std::string>> used_;
  std::unordered_map<std::uint32_t, std::list<std::pair<std::uint32_t, std::string>>::iterator> places_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) return 2;
  PageCache cache(argc == 3 ? std::strtoull(argv[2], nullptr, 10) << 20U : SIZE_MAX);
  std::mt19937 random(std::random_device{}());
  std::uniform_int_distribution<std::uint32_t> pages(0, kPages - 1);
  const auto end = steady_clock::now() + std::chrono::duration<double>(std::strtod(argv[1], nullptr));
  while (steady_clock::now() < end) {
    for (int i = 0; i < kRequestsOfBatch; ++i) {
      if (cache.get(pages(random)).empty()) return 1;
    }
    std::this_thread::sleep_for(20ms);
  }
  return 0;
}
