#!/usr/bin/env bash
# uplot.sh: where uPlot cannot be had, what builds says so and goes on; everything that builds asks for it.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/analyzer/reports/html" "$work/bin"
cp analyzer/reports/html/package-lock.json "$work/analyzer/reports/html"

# install_with COMMAND: runs install_uplot with a download that does so; what it says on stderr is left in $work/errors.
install_with() {
  printf '#!/bin/sh\n%s\n' "$1" > "$work/bin/apt-helper"
  chmod +x "$work/bin/apt-helper"
  (set -e; . deploy/setup.sh; cd "$work"; APT_HELPER=$work/bin/apt-helper install_uplot) > /dev/null 2> "$work/errors"
}

mkdir -p "$work/package/dist"
version=$(sed -n 's/.*"uplot": "\(.*\)".*/\1/p' analyzer/reports/html/package-lock.json)
printf '{"version": "%s"}' "$version" > "$work/package/package.json"
tar --create --gzip --file "$work/made.tgz" --directory "$work" package
readonly unpacked=$work/analyzer/reports/html/node_modules/uplot

install_with "exit 1" || { echo "a build ends where uPlot cannot be had"; exit 1; }
grep -q "^note: uPlot could not be had" "$work/errors" || { echo "nothing is said of uPlot"; exit 1; }
[ ! -e "$unpacked" ] || { echo "a failed download left something"; exit 1; }
install_with "printf '%s\n' \"\$2\" \"\$4\" > $work/asked; cp $work/made.tgz \"\$3\""
[ ! -s "$work/errors" ] || { cat "$work/errors"; exit 1; }
[ -d "$unpacked/dist" ] || { echo "it was not unpacked"; exit 1; }
grep -q "/uplot/-/uplot-$version.tgz$" "$work/asked" || { echo "another version was asked for"; exit 1; }
grep -qE '^SHA512:[0-9a-f]{128}$' "$work/asked" || { echo "no hash was asked for"; exit 1; }
install_with "exit 1"
[ ! -s "$work/errors" ] || { echo "what is there is fetched again"; exit 1; }
for script in deploy/ci/install deploy/quickstart deploy/build-deb tests/run; do
  grep -qw install_uplot "$script" || { echo "$script does not install uPlot"; exit 1; }
done
