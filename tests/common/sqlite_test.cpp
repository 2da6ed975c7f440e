#include "common/sqlite.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/faults.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sql.hpp"

namespace tidemark {
namespace {

constexpr int kReadWrite = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

class SqliteTest : public ::testing::Test {
 protected:
  testing::TemporaryDirectory directory_;
  std::string path_ = directory_.file("a.db");
  Database database_{path_, kReadWrite, path_};
};

// Returns the error that `action` throws.
template <typename Action>
SqliteError sqlite_error(Action action) {
  try {
    action();
  } catch (const SqliteError& error) {
    return error;
  }
  ADD_FAILURE() << "no SqliteError";
  return {0, ""};
}

TEST_F(SqliteTest, AFileThatCannotBeOpenedIsNamed) {
  const std::string path = directory_.file("none/a.db");
  const SqliteError error = sqlite_error([&] { Database(path, SQLITE_OPEN_READONLY, path); });
  EXPECT_EQ(error.primary_code(), SQLITE_CANTOPEN);
  EXPECT_TRUE(std::string_view(error.what()).starts_with(path)) << error.what();
}

TEST_F(SqliteTest, RealsAreReadAsTheyWereBound) {
  database_.execute("CREATE TABLE t (a REAL, b)");
  constexpr double kThird = 1.0 / 3.0;
  database_.prepare("INSERT INTO t VALUES ($1, $2)").bind_real(1, kThird).bind(2, 7).run();
  Statement statement = database_.prepare("SELECT a, b FROM t");
  ASSERT_TRUE(statement.step());
  EXPECT_EQ(statement.column_count(), 2);
  EXPECT_TRUE(statement.is_real(0) && !statement.is_real(1));
  EXPECT_EQ(statement.real(0), kThird);
}

TEST_F(SqliteTest, WhatWouldBeWaitedForCannotBeOpened) {
  const std::string fifo = directory_.file("fifo");
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  for (const std::string& path : {fifo, std::string("/dev/zero")}) {
    const SqliteError error = sqlite_error([&] { Database(path, SQLITE_OPEN_READONLY, path); });
    EXPECT_EQ(error.primary_code(), SQLITE_CANTOPEN) << path;
  }
}

TEST_F(SqliteTest, ErrorsCarryPathAndSqlitesWords) {
  const SqliteError error = sqlite_error([&] { database_.execute("SELECT * FROM nowhere"); });
  EXPECT_EQ(error.primary_code(), SQLITE_ERROR);
  EXPECT_NE(std::string_view(error.what()).find(path_), std::string_view::npos);
  EXPECT_NE(std::string_view(error.what()).find("no such table: nowhere"), std::string_view::npos);
}

TEST_F(SqliteTest, AFailedStepLeavesTheStatementReadyForTheNext) {
  database_.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)");
  Statement insert = database_.prepare("INSERT INTO t VALUES (?1)");
  insert.bind(1, 7).run();
  const SqliteError error = sqlite_error([&] { insert.run(); });
  EXPECT_EQ(error.primary_code(), SQLITE_CONSTRAINT);
  EXPECT_EQ(error.extended_code(), SQLITE_CONSTRAINT_PRIMARYKEY);
  insert.bind(1, 8).run();
  EXPECT_EQ(testing::query_rows(database_, "SELECT a FROM t"), (testing::Rows{"7", "8"}));
}

TEST_F(SqliteTest, ValuesComeBackAsTheyWereBound) {
  Statement echo = database_.prepare("SELECT ?1, ?2, ?3, ?4, ?5");
  const std::string with_zero("a\0b", 3);
  echo.bind(1, std::int64_t{1} << 62).bind(2, with_zero).bind_null(3);
  echo.bind(4, std::optional<std::int64_t>()).bind(5, std::optional<std::string>(""));
  ASSERT_TRUE(echo.step());
  EXPECT_EQ(echo.int64(0), std::int64_t{1} << 62);
  EXPECT_EQ(echo.text(1), with_zero);
  EXPECT_TRUE(echo.is_null(2));
  EXPECT_EQ(echo.optional_int64(3), std::nullopt);
  EXPECT_EQ(echo.optional_text(4), "");
  EXPECT_EQ(echo.optional_text(2), std::nullopt);
  EXPECT_FALSE(echo.step());
}

TEST_F(SqliteTest, AQueryWithoutARowIsAMistakeOfTheProgram) {
  EXPECT_THROW(static_cast<void>(database_.query_int64("SELECT 1 WHERE 0")), std::logic_error);
  EXPECT_THROW(static_cast<void>(database_.query_text("SELECT 1 WHERE 0")), std::logic_error);
}

TEST_F(SqliteTest, ATransactionThatIsNotCommittedIsUndone) {
  database_.execute("CREATE TABLE t (a)");
  {
    Transaction transaction(database_);
    database_.execute("INSERT INTO t VALUES (1)");
    EXPECT_TRUE(database_.in_transaction());
  }
  EXPECT_FALSE(database_.in_transaction());
  EXPECT_EQ(database_.query_int64("SELECT count(*) FROM t"), 0);
}

TEST_F(SqliteTest, ACommittedTransactionStays) {
  database_.execute("CREATE TABLE t (a)");
  {
    Transaction transaction(database_);
    database_.execute("INSERT INTO t VALUES (1)");
    transaction.commit();
  }
  EXPECT_EQ(testing::query_number(path_, "SELECT count(*) FROM t"), 1);
}

TEST_F(SqliteTest, AnErrorOfTheDiskComesWithTheKernelsWords) {
  database_.execute("CREATE TABLE t (a)");
  const testing::WritesFail fault;
  const SqliteError error = sqlite_error([&] { database_.execute("INSERT INTO t VALUES (1)"); });
  EXPECT_EQ(error.primary_code(), SQLITE_IOERR);
  EXPECT_TRUE(std::string(error.what()).ends_with("disk I/O error: File too large")) << error.what();
}

TEST_F(SqliteTest, ALockedDatabaseIsBusy) {
  database_.execute("CREATE TABLE t (a)");
  const Transaction transaction(database_);
  const Database other(path_, kReadWrite, path_);
  const SqliteError error = sqlite_error([&] { const Transaction second(other); });
  EXPECT_EQ(error.primary_code(), SQLITE_BUSY);
}

constexpr const char* kEndless =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

TEST(Database, AStatementEndsWithItsDeadline) {
  Database database(":memory:", SQLITE_OPEN_READWRITE, "memory");
  database.set_deadline(std::chrono::milliseconds(20));
  try {
    static_cast<void>(database.query_int64(kEndless));
    FAIL() << "it ended";
  } catch (const SqliteError& error) {
    EXPECT_EQ(error.primary_code(), SQLITE_INTERRUPT);
  }
  database.set_deadline(std::nullopt);
  EXPECT_EQ(database.query_int64("SELECT 1"), 1);
}

TEST(Database, TellsThatAStatementGoesOn) {
  Database database(":memory:", SQLITE_OPEN_READWRITE, "memory");
  int told = 0;
  database.on_progress([&] { ++told; });
  static_cast<void>(
      database.query_int64("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                           "100000) SELECT count(*) FROM n"));
  EXPECT_GT(told, 1);
}

TEST(Database, DistrustBoundsWhatAStatementMayMake) {
  const Database database(":memory:", SQLITE_OPEN_READWRITE, "memory");
  database.distrust();
  EXPECT_EQ(database.query_int64("SELECT length(zeroblob(1000000))"), 1'000'000);
  EXPECT_THROW(static_cast<void>(database.query_int64("SELECT length(zeroblob(900000000) || '')")),
               SqliteError);
  EXPECT_THROW(database.execute("ATTACH ':memory:' AS other"), SqliteError);
}

TEST(Database, DistrustLooksAtCellsMapsNothingAndBoundsTheHeap) {
  const testing::TemporaryDirectory directory;
  const Database database(directory.file("d"), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "d");
  database.execute("PRAGMA mmap_size = 1000000; CREATE TABLE t (a)");
  database.distrust();
  EXPECT_EQ(database.query_int64("PRAGMA cell_size_check"), 1);
  EXPECT_EQ(database.query_int64("PRAGMA mmap_size"), 0);
  EXPECT_GT(database.query_int64("PRAGMA hard_heap_limit"), 0);
}

TEST(Database, DistrustTakesTheViewsAway) {
  const Database database(":memory:", SQLITE_OPEN_READWRITE, "memory");
  database.execute("CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t;");
  database.distrust();
  EXPECT_EQ(database.query_int64("SELECT count(*) FROM t"), 0);
  EXPECT_THROW(database.execute("SELECT * FROM v"), SqliteError);
}

}  // namespace
}  // namespace tidemark
