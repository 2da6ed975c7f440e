#!/usr/bin/env bash
# installing.sh: on a machine that has none of the packages, whatever builds asks apt for them and then goes on.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/project/analyzer/reports/html"
cp -r deploy "$work/project"
cp analyzer/reports/html/package-lock.json "$work/project/analyzer/reports/html"

# stand_in PROGRAM COMMAND
stand_in() {
  printf '#!/bin/sh\n%s\n' "$2" > "$work/bin/$1"
  chmod +x "$work/bin/$1"
}
stand_in dpkg-query "exit 1"
stand_in sudo 'exec "$@"'
stand_in apt-get "echo \"\$@\" >> $work/asked"
stand_in apt-helper "exit 1"
stand_in cmake "echo 'the build begins'; exit 1"

fail() {
  echo "$1"
  cat "$work/output"
  exit 1
}

for script in quickstart build-deb ci/install; do
  rm -f "$work/asked"
  PATH="$work/bin:$PATH" APT_HELPER="$work/bin/apt-helper" timeout 60 "$work/project/deploy/$script" > "$work/output" 2>&1 &&
    fail "deploy/$script ends well without a build"
  grep -q '^install .* libsqlite3-dev' "$work/asked" || fail "deploy/$script does not ask for its packages"
  grep -q 'the build begins' "$work/output" || fail "deploy/$script does not come to its build"
done

sources=$(grep -lsE '^\. .*setup\.sh' deploy/* deploy/ci/* tests/run tests/*/run || true)
[ "$(wc -w <<< "$sources")" -ge 5 ] || fail "the scripts that source deploy/setup.sh were not found"
# shellcheck disable=SC2086
if grep -nE '^ *readonly ' $sources; then fail "a function of deploy/setup.sh may need that name"; fi
