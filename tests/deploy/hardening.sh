#!/usr/bin/env bash
# The unit's exposure, as systemd-analyze rates it, is at most 1.1, and processes of other users stay visible.
set -euo pipefail
readonly unit=$(dirname "$0")/../../deploy/systemd/tidemark-recorder.service
command -v systemd-analyze > /dev/null || { echo "skipped: systemd-analyze (package systemd) is not there"; exit 0; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# It takes the units' name for theirs, and an absolute path for the program's, which need not be installed.
sed 's|^\(Exec[A-Za-z]*=\)/usr/bin/tidemark-recorder|\1/bin/true|' "$unit" > "$scratch/tidemark-recorder.service"

# In tenths.
systemd-analyze security --offline=yes --no-pager --threshold=11 "$scratch/tidemark-recorder.service" > "$scratch/report" || {
  cat "$scratch/report"
  exit 1
}
grep 'Overall exposure' "$scratch/report"
grep -qx 'ProtectProc=default' "$unit"
grep -qx 'ProcSubset=all' "$unit"
