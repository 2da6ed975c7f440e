#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "recorder/procfs/mappings.hpp"
#include "recorder/procfs/proc_files.hpp"
#include "recorder/stacks/unwind_message.hpp"
#include "recorder/stacks/unwinder_process.hpp"

namespace tidemark {

// What the unwinder has been told of a process: the files that it runs, and the map of the code that it has made.
class ToldProcess {
 public:
  // Whom to tell, and by what number the process may be known.
  struct Unwinder {
    const ProcFiles& files;
    UnwinderProcess& process;
    std::uint32_t& next_image;
  };

  // Tells of the process as it is now, where a sample at that place of its code is of nothing that was told. It looks
  // once a second at most. Returns whether the sample can be unwound, as far as is known.
  [[nodiscard]] bool tell(const Unwinder& unwinder, pid_t pid, std::uint64_t program_counter,
                          std::chrono::nanoseconds now);
  // What grows maps more, and may by now have begun to write of the code that it makes. It looks once for each `now`, and less
  // often where the list is long.
  void refresh(const Unwinder& unwinder, pid_t pid, std::chrono::nanoseconds now);
  // Has it told anew with the next sample, under the same number: it is another program, or code was met that is in none of its
  // modules.
  void begin_anew();
  void doubt() { is_outdated_ = true; }
  // The unwinder knows nothing of it any more.
  void forget();

  // Its number at the unwinder; nullopt where that knows nothing of it.
  [[nodiscard]] std::optional<std::uint32_t> image() const { return image_; }
  [[nodiscard]] const std::vector<Mapping>& mappings() const { return mappings_; }
  // Paths of the modules, by the numbers that the unwinder knows them by, which are others after each telling.
  [[nodiscard]] const std::vector<std::string>& modules() const { return modules_; }
  [[nodiscard]] std::uint32_t tellings() const { return tellings_; }

 private:
  [[nodiscard]] bool tell_modules(const Unwinder& unwinder, pid_t pid, std::chrono::nanoseconds now);
  [[nodiscard]] bool tell_code_map(const Unwinder& unwinder, pid_t pid);

  std::optional<std::uint32_t> image_;
  bool is_outdated_ = false;                  // code was met that is in none of them
  std::chrono::nanoseconds looked_at_{0};     // when the unwinder was told last
  std::chrono::nanoseconds refreshed_at_{0};  // when its mappings were read last
  std::vector<Mapping> mappings_;
  std::vector<Mapping> told_;  // those of modules, as the unwinder knows them
  std::vector<std::string> modules_;
  std::uint32_t tellings_ = 0;
  bool has_code_map_ = false;  // the unwinder has it
};

}  // namespace tidemark
