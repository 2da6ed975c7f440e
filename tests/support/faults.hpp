#pragma once

#include <sys/resource.h>

#include <csignal>

namespace tidemark::testing {

// While it lives, no regular file of this process can be written to: writes fail with EFBIG.
class WritesFail {
 public:
  WritesFail() : action_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit none{0, limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &none);
  }
  ~WritesFail() {
    setrlimit(RLIMIT_FSIZE, &limit_);
    static_cast<void>(std::signal(SIGXFSZ, action_));
  }
  WritesFail(const WritesFail&) = delete;
  WritesFail& operator=(const WritesFail&) = delete;

 private:
  void (*action_)(int);
  rlimit limit_{};
};

// While it lives, this process can open no file: it fails with EMFILE.
class OpensFail {
 public:
  OpensFail() {
    getrlimit(RLIMIT_NOFILE, &limit_);
    const rlimit none{0, limit_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~OpensFail() { setrlimit(RLIMIT_NOFILE, &limit_); }
  OpensFail(const OpensFail&) = delete;
  OpensFail& operator=(const OpensFail&) = delete;

 private:
  rlimit limit_{};
};

}  // namespace tidemark::testing
