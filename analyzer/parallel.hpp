#pragma once

#include <cstddef>
#include <functional>

namespace tidemark {

// Returns how many threads this process may run at once; at least 1.
[[nodiscard]] std::size_t available_threads();

// Calls `work(index)` once for each index below `count`, in rising order, on up to `threads` threads at a
// time; on the caller's alone where that is 1.
//
// work    may be called from several threads at once
// Throws  what `work` threw for the least index of those for which it did; no further index is begun then
void for_each_index(std::size_t count, std::size_t threads,
                    const std::function<void(std::size_t index)>& work);

}  // namespace tidemark
