#pragma once

#include <sys/types.h>

#include <cstddef>

namespace tidemark {

// Gives a few processes a round their turn, so that all come to theirs one after the other.
class Turns {
 public:
  void begin_round(std::size_t turns) {
    if (left_ > 0) next_ = 0;  // the last round came to the end of all that asked
    left_ = turns;
  }

  // Returns whether it is the turn of `pid`. Each that wants a turn asks, in ascending order within a round.
  bool take(pid_t pid) {
    if (left_ == 0 || pid < next_) return false;
    --left_;
    next_ = pid + 1;
    return true;
  }

 private:
  pid_t next_ = 0;
  std::size_t left_ = 0;
};

}  // namespace tidemark
