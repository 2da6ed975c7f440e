#pragma once

#include <cstddef>
#include <functional>

namespace tidemark {

// Returns how many threads this process may run at once; at least 1.
[[nodiscard]] std::size_t available_threads();

// Calls `work(index, worker)` once for each index below `count`, beginning them in rising order, on up to
// `threads` threads at a time; on the caller's thread alone where that is 1.
//
// work    may be called by several workers at once, which count from 0 and are fewer than `threads`
// Throws  what `work` threw for the lowest index at which it threw; no further index is begun then
void for_each_index(std::size_t count, std::size_t threads,
                    const std::function<void(std::size_t index, std::size_t worker)>& work);

}  // namespace tidemark
