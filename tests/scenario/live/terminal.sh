#!/bin/sh
# terminal.sh DIRECTORY SECONDS: a terminal that keeps every line it was ever shown, on a display of its own.
set -eu
directory=$1 seconds=$2

Xvfb -displayfd 3 -screen 0 800x600x24 -nolisten tcp 3> "$directory/display" 2> "$directory/Xvfb.log" &
server=$!
trap 'kill "$server"; wait "$server" || true' EXIT
patience=100
until [ -s "$directory/display" ]; do
  patience=$((patience - 1))
  [ "$patience" -gt 0 ] || exit 1
  sleep 0.1
done

# Unpaced, it grows by 70 MiB a second. The pace is a third of a MiB of text, about 5 MiB of lines.
# 124 is the status of timeout where the time was up.
timeout "$seconds" xterm -display ":$(cat "$directory/display")" -sl 1000000 \
  -e sh -c 'od -cx /dev/urandom | while head -c 65536; do sleep 0.2; done' 2> "$directory/xterm.log" || [ $? = 124 ]
