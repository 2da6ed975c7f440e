// The baseline of an analysis: one thread that reads every row of a recording's samples, in the columns that
// the analyzer reads, through SQLite's C API alone.
#include <sqlite3.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bare-scan RECORDING\n", stderr);
    return 2;
  }
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
  const bool is_open =
      sqlite3_open_v2(argv[1], &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(database,
                         "SELECT tick, process, vm_size_kib, rss_kib, shared_kib, data_kib,"
                         " minor_faults, major_faults FROM sample ORDER BY tick, process",
                         -1, &statement, nullptr) == SQLITE_OK;
  long long rows = 0, sum = 0;
  int code = is_open ? sqlite3_step(statement) : SQLITE_ERROR;
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
    ++rows;
    for (int column = 0; column < 8; ++column) sum += sqlite3_column_int64(statement, column);
  }
  if (code != SQLITE_DONE) std::fprintf(stderr, "bare-scan: %s\n", sqlite3_errmsg(database));
  sqlite3_finalize(statement);
  sqlite3_close_v2(database);
  std::printf("%lld rows, sum %lld\n", rows, sum);
  return code == SQLITE_DONE ? 0 : 1;
}
