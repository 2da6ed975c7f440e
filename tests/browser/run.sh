#!/usr/bin/env bash
# run.sh ANALYZER DIRECTORY: makes HTML reports of a leaking program with a hostile name and of a healthy one, recorded with a gap and
# with tests, of 0, 4 and 89 leaking programs, and of histories, and opens them in Chromium.
set -euo pipefail
for variable in "${!TIDEMARK_@}"; do unset "$variable"; done # the tests' own, which are no settings
analyzer=$1 directory=$2
here=$(cd "$(dirname "$0")" && pwd)

skip() { echo "SKIPPED: $*"; exit 0; }
[ "${BROWSER_TESTS:-}" = 1 ] || skip "opening the report in a browser is for tests/run --browser"
command -v "${CHROMIUM:-chromium}" >/dev/null || skip "chromium is missing (Debian package of that name)"
[ -d "$here/node_modules/playwright-core" ] || skip "playwright-core is missing (npm ci in tests/browser)"

mkdir -p "$directory"
# 60 s, a gap of 40 s, 60 s more.
awk 'BEGIN {
  print "Process ID,Process Name,Time,Memory Usage"
  for (i = 0; i < 160; i++) {
    if (i >= 60 && i < 100) continue
    time = sprintf("2026-11-21 10:%02d:%02d", 10 + i / 60, i % 60)
    printf "42,<script>alert(1)</script>,%s,%d\n", time, 100e6 + 1e6 * i
    printf "43,idle,%s,%d\n", time, 50e6 + 4096 * (i % 3)
  }
}' > "$directory/processes.csv"
"$analyzer" import --from memorytools "$directory/processes.csv" --memory-total 4GiB --output "$directory/page.tidemark" --force
# Tests that overlap, a short one, one with a hostile name.
python3 - "$directory/page.tidemark" <<'EOT'
import sqlite3, sys
recording = sqlite3.connect(sys.argv[1])
wall_ns, session = recording.execute("SELECT wall_ns, session FROM tick ORDER BY id LIMIT 1").fetchone()
for name, begin, end in [("login", 5, 50), ("checkout", 20, 58), ("logout", 105, 106), ("<img src=x onerror=alert(1)>", 110, 155)]:
    for kind, seconds in [("begin", begin), ("end", end)]:
        recording.execute("INSERT INTO mark(session, kind, name, wall_ns) VALUES (?, ?, ?, ?)",
                          (session, kind, name, wall_ns + seconds * 10**9))
recording.commit()
EOT
"$analyzer" analyze "$directory/page.tidemark" --report "html=$directory/page.html" --fail-on never

# make_page LEAKING: 2 minutes of so many growing programs, some with long names, and of 20 that hold still.
make_page() {
  awk -v leaking="$1" 'BEGIN {
    print "Process ID,Process Name,Time,Memory Usage"
    for (i = 0; i < 120; i++) {
      time = sprintf("2026-11-21 10:%02d:%02d", 10 + i / 60, i % 60)
      for (p = 0; p < leaking; p++) printf "%d,%s%d,%s,%d\n", 1000 + p, p % 3 ? "worker" : "a_program_of_a_very_long_name_that_nobody_reads_", p, time, 50e6 + (3e5 + 1e4 * p) * i
      for (p = 0; p < 20; p++) printf "%d,idle%d,%s,%d\n", 2000 + p, p, time, 30e6 + 4096 * (i % 3)
    }
  }' > "$directory/$1.csv"
  "$analyzer" import --from memorytools "$directory/$1.csv" --memory-total 64GiB --output "$directory/$1.tidemark" --force
  "$analyzer" analyze "$directory/$1.tidemark" --report "html=$directory/$1.html" --fail-on never
}
for leaking in 0 4 89; do make_page "$leaking"; done
awk '{ if ($0 ~ /idle/) sub(/,3[0-9]*$/, ",90000000"); print }' "$directory/0.csv" > "$directory/more.csv"
"$analyzer" import --from memorytools "$directory/more.csv" --memory-total 64GiB --output "$directory/more.tidemark" --force
"$analyzer" compare "$directory/0.tidemark" "$directory/more.tidemark" --report "html=$directory/compared.html" || [ $? = 1 ]
node "$here/report_test.mjs" "$directory/page.html" "$directory"
node "$here/overview_test.mjs" "$directory"
"$here/history.sh" "$analyzer" "$directory"
node "$here/history_test.mjs" "$directory"
