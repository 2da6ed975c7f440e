#!/bin/sh
# postgresql.sh DIRECTORY SECONDS: a PostgreSQL server of its own, on a socket in the directory, under pgbench.
set -eu
directory=$1 seconds=$2

. "$(dirname "$0")/../../support/postgresql.sh"
start_postgresql "$directory/postgresql"

pgbench --initialize --quiet 2> initialize.log
pgbench --client 4 --rate 200 --time "$seconds" > pgbench.log 2>&1
