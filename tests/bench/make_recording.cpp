// Writes a recording of many processes for whole-program measurements, as a recorder does: a row where a
// process changes, one transaction for many ticks.
#include <fmt/core.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <random>
#include <string>
#include <vector>

#include "schema/recording_file.hpp"
#include "schema/row_writer.hpp"
#include "tests/bench/made_life.hpp"

namespace tidemark::bench {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kStartWall = 1'790'000'000 * kSecond;
constexpr std::uint32_t kTicksPerTransaction = 1000;
constexpr std::uint32_t kShortLife = 3;  // ticks

struct Request {
  std::string path;
  std::uint32_t processes;
  std::uint32_t ticks;
  double change;  // probability with which a process changes at a tick
  std::uint32_t still;
  std::uint32_t begun;  // processes that begin at each tick, and live for kShortLife
};

// Of ten processes that move one leaks, one saws and one follows the seasons.
Behaviour behaviour_of(std::uint32_t process) {
  constexpr std::uint32_t kTurn = 10;
  switch (process % kTurn) {
    case 0:
      return Behaviour::kLeaking;
    case 1:
      return Behaviour::kSawtooth;
    case 2:
      return Behaviour::kSeasonal;
    default:
      return Behaviour::kHealthy;
  }
}

class Maker {
 public:
  explicit Maker(const Request& request)
      : request_(request),
        recording_(open_for_writing(request.path)),
        rows_(recording_.database),
        generator_(request.processes) {}

  void make() {
    const RowId session = insert_session();
    for (std::uint32_t tick = 0; tick < request_.ticks;) {
      Transaction transaction(recording_.database);
      const std::uint32_t end = std::min(request_.ticks, tick + kTicksPerTransaction);
      for (; tick < end; ++tick) write_tick(session, tick);
      transaction.commit();
    }
    rows_.set_ended_cleanly(session);
    finish_writing(recording_.database);
  }

 private:
  RowId insert_session() {
    SessionRow session;
    session.uuid = "11111111-1111-4111-8111-111111111111";
    session.start_wall_ns = kStartWall;
    session.start_boottime_ns = kSecond;
    session.interval_ns = kSecond;
    session.recorder_version = "bench";
    session.host = "bench";
    session.mem_total_kib = 64 * 1024 * 1024;
    return rows_.insert_session(session);
  }

  void write_tick(RowId session, std::uint32_t tick) {
    TickRow row;
    row.boottime_ns = (tick + 1) * kSecond;
    row.wall_ns = kStartWall + tick * kSecond;
    row.interval_ns = kSecond;
    row.mem_available_kib = 32 * 1024 * 1024;
    const RowId id = rows_.insert_tick(session, row);
    if (tick == 0) insert_processes(session, id);
    const double part = static_cast<double>(tick) / static_cast<double>(request_.ticks);
    for (std::uint32_t i = 0; i < processes_.size(); ++i) {
      const bool moves = i < request_.processes && changes_(generator_) < request_.change;
      if (tick == 0 || moves) write_sample(id, i, part);
    }
    write_short_lives(session, id, tick);
  }

  // As the compilers of a build: each with a command line of its own.
  void write_short_lives(RowId session, RowId tick_id, std::uint32_t tick) {
    if (short_lives_.size() == kShortLife) {
      for (const RowId process : short_lives_.front()) rows_.set_exit_tick(process, tick_id);
      short_lives_.erase(short_lives_.begin());
    }
    std::vector<RowId>& begun = short_lives_.emplace_back();
    for (std::uint32_t i = 0; i < request_.begun; ++i) {
      constexpr std::array kNames{"cc1plus", "as", "ld", "sh", "make", "sed", "python3", "collect2"};
      const std::uint32_t number = tick * request_.begun + i;
      ProcessRow row;
      row.pid = 100'000 + number % 1'000'000;
      row.start_ticks = 100 + number;
      row.comm = kNames[number % kNames.size()];
      row.exe = "/usr/bin/" + row.comm;
      row.command_line = fmt::format(
          R"(["{0}","-O2","-Iinclude","-c","src/part{1}/file{2}.cpp","-o","build/obj/file{2}.o"])", row.comm,
          number % 97, number);
      begun.push_back(rows_.insert_process(session, tick_id, row));
    }
    std::int64_t kib = 20'000;
    for (auto lives = short_lives_.rbegin(); lives != short_lives_.rend(); ++lives, kib += 5000) {
      for (const RowId process : *lives) {
        rows_.insert_sample(tick_id, process,
                            {.vm_size_kib = kib,
                             .rss_kib = kib / 2,
                             .shared_kib = 2000,
                             .data_kib = kib / 3,
                             .minor_faults = kib / 4,
                             .major_faults = 0,
                             .threads = 1});
      }
    }
  }

  void insert_processes(RowId session, RowId tick) {
    for (std::uint32_t i = 0; i < request_.processes + request_.still; ++i) {
      ProcessRow row;
      row.pid = 1000 + i;
      row.start_ticks = i;
      row.comm = fmt::format("process-{}", i);
      row.exe = "/usr/bin/" + row.comm;
      row.command_line = fmt::format(R"(["{}"])", row.comm);
      processes_.push_back(rows_.insert_process(session, tick, row));
    }
  }

  void write_sample(RowId tick, std::uint32_t process, double part) {
    const bool is_still = process >= request_.processes;
    const MemoryKib memory =
        memory_at(is_still ? Behaviour::kStill : behaviour_of(process), part, normal_(generator_));
    faults_ += 100;
    rows_.insert_sample(tick, processes_[process],
                        {.vm_size_kib = memory.vm_size.count(),
                         .rss_kib = memory.rss.count(),
                         .shared_kib = memory.shared.count(),
                         .data_kib = memory.data.count(),
                         .minor_faults = faults_ / static_cast<std::int64_t>(processes_.size()),
                         .major_faults = 0,
                         .threads = 4});
  }

  const Request& request_;
  WritableRecording recording_;
  RowWriter rows_;
  std::vector<RowId> processes_;
  std::vector<std::vector<RowId>> short_lives_;  // by the tick at which they began, those that live
  std::mt19937_64 generator_;
  std::uniform_real_distribution<double> changes_;
  std::normal_distribution<double> normal_;
  std::int64_t faults_ = 0;  // of all processes together
};

}  // namespace
}  // namespace tidemark::bench

int main(int argc, char** argv) {
  using namespace tidemark::bench;
  if (argc < 5 || argc > 7) {
    fmt::print(stderr,
               "usage: make-recording PATH PROCESSES TICKS CHANGE-PROBABILITY [STILL-PROCESSES "
               "[SHORT-LIVES-A-TICK]]\n");
    return 2;
  }
  try {
    const auto whole = [&](int place) { return static_cast<std::uint32_t>(std::stoul(argv[place])); };
    const auto whole_or_none = [&](int place) { return place < argc ? whole(place) : 0; };
    Maker({argv[1], whole(2), whole(3), std::stod(argv[4]), whole_or_none(5), whole_or_none(6)}).make();
  } catch (const std::exception& error) {
    fmt::print(stderr, "make-recording: {}\n", error.what());
    return 1;
  }
  return 0;
}
