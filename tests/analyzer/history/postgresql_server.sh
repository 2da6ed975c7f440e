#!/bin/sh
# postgresql_server.sh DIRECTORY: a PostgreSQL server of its own, on a socket in DIRECTORY/server, until it is ended. It says
# "ready" on standard output once it serves.
set -eu
. "$(dirname "$0")/../../support/postgresql.sh"
trap 'exit 0' TERM
start_postgresql "$1/server" -c fsync=off
echo ready
wait "$server"
