#!/bin/sh
# redis.sh DIRECTORY SECONDS: a Redis server of its own, on a socket in the directory, under bursts of requests.
set -eu
directory=$1 seconds=$2

# It is the same program as the server, told by its name; the package with it starts no service.
ln -s "$(command -v redis-check-rdb)" "$directory/redis-server"
"$directory/redis-server" --port 0 --unixsocket "$directory/redis" --dir "$directory" --save '' > "$directory/log" &
server=$!
trap 'kill "$server"; wait "$server" || true' EXIT
patience=100
until [ -S "$directory/redis" ]; do
  patience=$((patience - 1))
  [ "$patience" -gt 0 ] || exit 1
  sleep 0.1
done

end=$(($(date +%s) + seconds))
while [ "$(date +%s)" -lt "$end" ]; do
  redis-benchmark -s "$directory/redis" -t set,get,incr -c 5 -n 4000 -r 2000 -d 200 -q > "$directory/benchmark"
  sleep 0.3
done
