#include <gtest/gtest.h>

#include "analyzer/history/postgresql_history.hpp"

namespace tidemark {
namespace {

TEST(PostgresqlUrl, IsToldFromAPath) {
  EXPECT_TRUE(is_postgresql("postgresql://host/db"));
  EXPECT_TRUE(is_postgresql("postgres:///db?host=/run"));
  EXPECT_FALSE(is_postgresql("memory.db"));
  EXPECT_FALSE(is_postgresql("/postgresql://"));
}

TEST(PostgresqlUrl, LosesItsPassword) {
  EXPECT_EQ(without_password("postgresql://me:s3:c@ret@host:5432/db"), "postgresql://me:***@host:5432/db");
  EXPECT_EQ(without_password("postgresql://me@host:5432/db"), "postgresql://me@host:5432/db");
  EXPECT_EQ(without_password("postgresql://host:5432/db?user=me&password=secret&x=1"),
            "postgresql://host:5432/db?user=me&password=***&x=1");
  EXPECT_EQ(without_password("postgresql:///db?password=secret"), "postgresql:///db?password=***");
}

}  // namespace
}  // namespace tidemark
