#pragma once

namespace tidemark {

// Gives back the memory that only the start has needed: free memory of the heap, and the pages of code, which
// come back from the page cache as they are needed again. Of use once the first ticks are done.
void give_back_startup_memory();

}  // namespace tidemark
