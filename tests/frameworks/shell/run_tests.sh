#!/bin/sh
# A shop's tests as a shell script, marked by the recorder: one uses a server that leaks, one leaks itself.
set -eu
shop=$(dirname "$0")/../shop.py
place=$(mktemp -d)
"$shop" serve "$place/orders" leaks &
orders=$!
"$shop" serve "$place/catalogue" &
catalogue=$!
trap 'kill $orders $catalogue; rm -rf "$place"' EXIT

run_test() { name=$1; shift; tidemark-recorder mark --if-running run "$name" -- "$@"; }

for round in $(seq 16); do
  run_test "order/$round" "$shop" ask "$place/orders"
  run_test "search/$round" "$shop" ask "$place/catalogue"
done
run_test thumbnails "$shop" leak 12
