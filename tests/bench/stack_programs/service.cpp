// A service in C++: each request goes through ten functions that give back what they take, and is remembered in a cache of
// sessions, from which nothing is ever removed. service SECONDS [THREADS [PLUGIN]]: with a plugin, it is the plugin, loaded
// after a fifth of the time, that remembers.

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#define SITE [[gnu::noinline]]

namespace service {

std::size_t any(std::size_t least, std::size_t most) {
  thread_local std::mt19937_64 random{std::hash<std::thread::id>{}(std::this_thread::get_id())};
  return std::uniform_int_distribution<std::size_t>(least, most)(random);
}

std::string make_text(std::size_t length) {
  constexpr const char* kWords = "the quick brown fox jumps over the lazy dog and runs away ";
  std::string text;
  while (text.size() < length) text += kWords;
  text.resize(length);
  return text;
}

SITE std::size_t parse_request() {
  std::istringstream request(make_text(any(300, 4000)));
  std::vector<std::string> fields;
  for (std::string field; request >> field;) fields.push_back(field + ": value of a header field");
  return fields.size();
}

SITE std::size_t build_response() {
  std::string response;
  for (const std::size_t wanted = any(500, 20000); response.size() < wanted;)
    response += "<td>" + std::to_string(response.size()) + "</td>\n";
  return response.size();
}

SITE std::size_t sort_records() {
  std::vector<std::pair<std::size_t, std::string>> records(any(20, 300));
  for (auto& [key, name] : records) {
    key = any(0, 1000000);
    name = "record number " + std::to_string(key);
  }
  std::sort(records.begin(), records.end());
  return records[records.size() / 2].first;
}

class PageCache {
 public:
  SITE std::size_t look_up(std::size_t number) {
    const std::lock_guard lock(mutex_);
    if (const auto found = pages_.find(number); found != pages_.end()) {
      order_.splice(order_.begin(), order_, found->second);
      return found->second->second.size();
    }
    order_.emplace_front(number, make_text(any(1000, 8000)));
    pages_[number] = order_.begin();
    if (order_.size() > 400) {
      pages_.erase(order_.back().first);
      order_.pop_back();
    }
    return order_.front().second.size();
  }

 private:
  std::mutex mutex_;
  std::list<std::pair<std::size_t, std::string>> order_;
  std::unordered_map<std::size_t, std::list<std::pair<std::size_t, std::string>>::iterator> pages_;
};

class Log {
 public:
  SITE std::size_t write(std::size_t bytes) {
    std::ostringstream line;
    line << "a request of " << bytes << " bytes took " << any(1, 9000) << " us, served from " << any(0, 255);
    const std::lock_guard lock(mutex_);
    lines_.push_back(line.str());
    if (lines_.size() > 1000) lines_.pop_front();
    return lines_.size();
  }

 private:
  std::mutex mutex_;
  std::deque<std::string> lines_;
};

SITE std::size_t render_page() {
  std::list<std::string> parts;
  for (std::size_t i = any(5, 60); i > 0; --i) parts.push_back("<p>" + make_text(any(100, 400)) + "</p>");
  return std::accumulate(parts.begin(), parts.end(), std::string()).size();
}

SITE std::size_t decode_body() {
  const std::string body = make_text(any(200, 16000));
  std::vector<unsigned char> decoded;
  for (std::size_t i = 0; i + 1 < body.size(); i += 2)
    decoded.push_back(static_cast<unsigned char>(body[i] << 4 | (body[i + 1] & 15)));
  return decoded.size();
}

SITE std::size_t count_words() {
  std::istringstream text(make_text(any(500, 6000)));
  std::map<std::string, std::size_t> counts;
  for (std::string word; text >> word;) ++counts[word + std::to_string(any(0, 40))];
  return counts.size();
}

SITE std::size_t resolve_path() {
  std::string path = "/srv/www/of/some/service";
  for (std::size_t i = any(1, 15); i > 0; --i) path += "/" + std::to_string(any(0, 99999));
  return path.size();
}

SITE std::size_t compress_reply() {
  const std::string reply = make_text(any(1000, 12000));
  std::vector<char> packed(20000);
  std::size_t length = 0;
  for (const char letter : reply) {
    if (letter != ' ') packed[length++] = letter;
  }
  return length;
}

struct Session {
  std::string user;
  std::string token;
  std::vector<std::string> visited;
};

class SessionCache {
 public:
  // What leaks.
  SITE std::size_t remember(std::size_t id) {
    const std::lock_guard lock(mutex_);
    Session& session = sessions_[id];
    session.user = "somebody" + std::to_string(id) + "@example.org";
    session.token = std::string(any(100, 1500), 't');
    for (std::size_t i = any(1, 20); i > 0; --i) session.visited.push_back(make_text(any(20, 160)));
    return sessions_.size();
  }

 private:
  std::mutex mutex_;
  std::map<std::size_t, Session> sessions_;
};

PageCache pages;
Log access_log;
SessionCache sessions;
std::atomic<std::size_t> requests = 0;
std::atomic<std::size_t (*)(std::size_t)> plugin = nullptr;
bool has_plugin = false;

SITE std::size_t handle_request() {
  const std::size_t id = ++requests;
  std::size_t done = parse_request() + resolve_path() + decode_body();
  done += pages.look_up(any(0, 2000)) + sort_records();
  if (!has_plugin) done += sessions.remember(id);
  if (const auto remember = plugin.load()) done += remember(id);
  done += count_words() + render_page() + build_response();
  return done + compress_reply() + access_log.write(done);
}

class Pool {
 public:
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  explicit Pool(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      is_closed_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  void add(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      tasks_.push_back(std::move(task));
    }
    changed_.notify_one();
  }

 private:
  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_closed_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool is_closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace service

int main(int count, char** arguments) {
  const double seconds = count > 1 ? std::strtod(arguments[1], nullptr) : 10;
  const auto threads = static_cast<std::size_t>(count > 2 ? std::strtol(arguments[2], nullptr, 10) : 0);
  service::has_plugin = count > 3;
  service::Pool pool(threads);
  std::atomic<std::size_t> done = 0;
  for (int i = 0; i < seconds * 100; ++i) {
    if (service::has_plugin && i == static_cast<int>(seconds * 20)) {
      void* const library = dlopen(arguments[3], RTLD_NOW);
      if (library == nullptr) return 2;
      service::plugin = reinterpret_cast<std::size_t (*)(std::size_t)>(dlsym(library, "remember"));
    }
    for (int request = 0; request < 20; ++request) {
      if (threads == 0) done += service::handle_request();
      if (threads != 0) pool.add([&done] { done += service::handle_request(); });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return done == 0 ? 1 : 0;
}
