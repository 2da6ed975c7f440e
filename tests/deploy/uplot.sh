#!/usr/bin/env bash
# uplot.sh: where uPlot cannot be had, what builds says so and goes on; everything that builds asks for it.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/analyzer/reports/html" "$work/bin"
cp analyzer/reports/html/package-lock.json "$work/analyzer/reports/html"

# install_with STATUS: runs install_uplot with an npm that ends so; what it says on stderr is left in $work/errors.
install_with() {
  printf '#!/bin/sh\nexit %s\n' "$1" > "$work/bin/npm"
  chmod +x "$work/bin/npm"
  (set -e; . deploy/setup.sh; cd "$work"; PATH="$work/bin:$PATH" install_uplot) > /dev/null 2> "$work/errors"
}

install_with 1 || { echo "a build ends where uPlot cannot be had"; exit 1; }
grep -q "^note: uPlot could not be had" "$work/errors" || { echo "nothing is said of uPlot"; exit 1; }
install_with 0
[ ! -s "$work/errors" ] || { cat "$work/errors"; exit 1; }
for script in deploy/ci/install deploy/quickstart deploy/build-deb tests/run; do
  grep -qx install_uplot "$script" || { echo "$script does not install uPlot"; exit 1; }
done
