#!/usr/bin/env bash
# The units' exposure, as systemd-analyze rates it, is at most what SERVICE.md says; processes of other users stay visible to the recorder; and
# systemd finds no fault with the units.
set -euo pipefail
readonly units=$(dirname "$0")/../../deploy/systemd
command -v systemd-analyze > /dev/null || { echo "skipped: systemd-analyze (package systemd) is not there"; exit 0; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# It takes the units' name for theirs, and an absolute path for the program's, which need not be installed.
for unit in "$units"/*.service "$units"/*.timer "$units"/*.path; do
  sed -E 's,^(Exec[A-Za-z]*=)/usr/(bin/tidemark-|libexec/tidemark/)[a-z-]+,\1/bin/true,; s,^Documentation=.*,,' "$unit" > "$scratch/${unit##*/}"
done

# rate UNIT MOST: in tenths.
rate() {
  systemd-analyze security --offline=yes --no-pager --threshold="$2" "$scratch/$1" > "$scratch/report" || {
    cat "$scratch/report"
    exit 1
  }
  grep 'Overall exposure' "$scratch/report"
}
rate tidemark-recorder.service 11
rate tidemark-analyze.service 7
grep -qx 'ProtectProc=default' "$units/tidemark-recorder.service"
grep -qx 'ProcSubset=all' "$units/tidemark-recorder.service"

(cd "$scratch" && cp tidemark-tell@.service tidemark-tell@mail.service && cp tidemark-tell@.path tidemark-tell@mail.path &&
  systemd-analyze verify --man=no --recursive-errors=no ./tidemark-recorder.service ./tidemark-analyze.timer ./tidemark-analyze.service \
    ./tidemark-tell@mail.path ./tidemark-tell@mail.service) > "$scratch/faults" 2>&1 || { cat "$scratch/faults"; exit 1; }
if grep -E 'tidemark-[a-z]+(@[a-z]*)?[.](service|timer|path)' "$scratch/faults"; then exit 1; fi

# What was told is the group's to read, and hooks run as a user of their own without a right to the recordings.
grep -qx 'Group=tidemark' "$units/tidemark-analyze.service"
grep -qx 'StateDirectoryMode=0750' "$units/tidemark-analyze.service"
grep -qx 'User=tidemark-tell' "$units/tidemark-tell@.service"
if grep -E 'tidemark-tell.*:tidemark|^m ' "$units/tidemark.sysusers"; then exit 1; fi
