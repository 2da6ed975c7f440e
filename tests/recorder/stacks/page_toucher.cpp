#include "tests/recorder/stacks/page_toucher.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace tidemark::testing {

PageToucher::PageToucher() {
  std::array<int, 2> orders{};
  std::array<int, 2> answers{};
  if (pipe2(orders.data(), O_CLOEXEC) != 0 || pipe2(answers.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  pid_ = fork();
  if (pid_ == 0) {
    dup2(orders[0], STDIN_FILENO);
    dup2(answers[1], STDOUT_FILENO);
    execl(TIDEMARK_PAGE_TOUCHER, "page-toucher", nullptr);
    _exit(99);
  }
  close(orders[0]);
  close(answers[1]);
  orders_ = Descriptor(orders[1]);
  answers_ = Descriptor(answers[0]);
  touch(1);
}

PageToucher::~PageToucher() {
  orders_ = Descriptor();
  waitpid(pid_, nullptr, 0);
}

std::uint64_t PageToucher::touch(std::uint32_t pages, TouchOrder::Kind kind) const {
  const TouchOrder order{kind, pages};
  std::uint64_t start = 0;
  if (write(orders_.number(), &order, sizeof order) != sizeof order ||
      read(answers_.number(), &start, sizeof start) != sizeof start)
    throw std::runtime_error("the program that touches pages has ended");
  return start;
}

}  // namespace tidemark::testing
