#!/bin/sh
# postgresql.sh DIRECTORY SECONDS: a PostgreSQL server of its own, on a socket in the directory, under pgbench.
set -eu
directory=$1 seconds=$2

# Debian keeps the server's programs out of the PATH.
for programs in /usr/lib/postgresql/*/bin; do PATH=$programs:$PATH; done
unprivileged=""
mkdir "$directory/postgresql"
if [ "$(id -u)" = 0 ]; then
  # The server refuses to run as root.
  unprivileged="setpriv --reuid=postgres --regid=postgres --clear-groups"
  chmod a+x "$directory"
  chown postgres:postgres "$directory/postgresql"
fi
cd "$directory/postgresql"
export PGHOST="$directory/postgresql" PGUSER=postgres PGDATABASE=postgres

$unprivileged initdb --pgdata data --auth trust --username postgres --no-sync > initdb.log
$unprivileged postgres -D data -k "$PGHOST" -c listen_addresses= -c shared_buffers=16MB 2> server.log &
server=$!
trap 'kill -INT "$server"; wait "$server" || true' EXIT
patience=100
until pg_isready --quiet; do
  patience=$((patience - 1))
  [ "$patience" -gt 0 ] || exit 1
  sleep 0.1
done

pgbench --initialize --quiet 2> initialize.log
pgbench --client 4 --rate 200 --time "$seconds" > pgbench.log 2>&1
