#!/bin/sh
# postgresql_server.sh DIRECTORY: a PostgreSQL server of its own, on a socket in DIRECTORY, until it is ended. It says "ready" on
# standard output once it serves.
set -eu
directory=$1

# Debian keeps the server's programs out of the PATH.
for programs in /usr/lib/postgresql/*/bin; do PATH=$programs:$PATH; done
unprivileged=""
mkdir "$directory/server"
if [ "$(id -u)" = 0 ]; then
  # The server refuses to run as root.
  unprivileged="setpriv --reuid=postgres --regid=postgres --clear-groups"
  chmod a+x "$directory"
  chown postgres:postgres "$directory/server"
fi
cd "$directory/server"
export PGHOST="$directory/server" PGUSER=postgres PGDATABASE=postgres

$unprivileged initdb --pgdata data --auth trust --username postgres --no-sync > initdb.log
$unprivileged postgres -D data -k "$PGHOST" -c listen_addresses= -c fsync=off -c shared_buffers=16MB 2> server.log &
server=$!
trap 'kill -INT "$server"; wait "$server" || true' EXIT
trap 'exit 0' TERM
patience=300
until pg_isready --quiet; do
  patience=$((patience - 1))
  [ "$patience" -gt 0 ] || exit 1
  sleep 0.1
done
echo ready
wait "$server"
