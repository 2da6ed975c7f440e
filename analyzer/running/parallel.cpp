#include "analyzer/running/parallel.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tidemark {
namespace {

class SharedWork {
 public:
  SharedWork(std::size_t count, const std::function<void(std::size_t, std::size_t)>& work)
      : count_(count), work_(work) {}

  void run(std::size_t worker) {
    for (std::size_t index = next_++; index < count_; index = next_++) {
      try {
        work_(index, worker);
      } catch (...) {
        fail(index);
      }
    }
  }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  // What has been begun goes on, so that of several errors always the same one is told.
  void fail(std::size_t index) {
    const std::scoped_lock lock(mutex_);
    next_ = count_;
    if (error_ && failed_ < index) return;
    failed_ = index;
    error_ = std::current_exception();
  }

  std::size_t count_;
  const std::function<void(std::size_t, std::size_t)>& work_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::size_t failed_ = 0;
  std::exception_ptr error_;
};

}  // namespace

std::size_t available_threads() {
  // A container or a batch system often gives a process fewer cores than the machine has.
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof cores, &cores) != 0)
    return std::max(1U, std::thread::hardware_concurrency());
  return static_cast<std::size_t>(std::max(1, CPU_COUNT(&cores)));
}

void for_each_index(std::size_t count, std::size_t threads,
                    const std::function<void(std::size_t, std::size_t)>& work) {
  SharedWork shared(count, work);
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(threads, count); ++i)
      others.emplace_back([&shared, i] { shared.run(i); });
    shared.run(0);
  }
  shared.rethrow();
}

}  // namespace tidemark
