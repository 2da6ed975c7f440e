# To be sourced. start_postgresql DIRECTORY [OPTION...]: a PostgreSQL server of its own in DIRECTORY, on a socket there, with these
# options of `postgres`; it serves once that returns, and ends with the shell. Sets $server, and what its clients connect by.
start_postgresql() {
  # Debian keeps the server's programs out of the PATH.
  for programs in /usr/lib/postgresql/*/bin; do PATH=$programs:$PATH; done
  unprivileged=""
  mkdir "$1"
  if [ "$(id -u)" = 0 ]; then
    # The server refuses to run as root.
    unprivileged="setpriv --reuid=postgres --regid=postgres --clear-groups"
    chmod a+x "$(dirname "$1")"
    chown postgres:postgres "$1"
  fi
  cd "$1"
  export PGHOST="$1" PGUSER=postgres PGDATABASE=postgres
  shift
  $unprivileged initdb --pgdata data --auth trust --username postgres --no-sync > initdb.log
  $unprivileged postgres -D data -k "$PGHOST" -c listen_addresses= -c shared_buffers=16MB "$@" 2> server.log &
  server=$!
  trap 'kill -INT "$server"; wait "$server" || true' EXIT
  patience=300
  until pg_isready --quiet; do
    patience=$((patience - 1))
    [ "$patience" -gt 0 ] || exit 1
    sleep 0.1
  done
}
