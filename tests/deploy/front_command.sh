#!/usr/bin/env bash
# Usage: front_command.sh RECORDER ANALYZER
# 'tidemark check' records, judges, leaves its reports, and ends as it says; the other commands hand on.
set -euo pipefail
for variable in "${!TIDEMARK_@}"; do unset "$variable"; done # the tests' own, which are no settings
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cp "$(dirname "$0")/../../deploy/tidemark" "$1" "$2" "$directory"
export PATH="$directory:$PATH"
cd "$directory"
failures=0

# expect STATUS PATTERN COMMAND...: its exit status, and what its output and its messages have in them.
expect() {
  local expected=$1 pattern=$2 status=0
  shift 2
  "$@" > output 2> messages || status=$?
  if [ "$status" = "$expected" ] && grep -qE -- "$pattern" output messages; then return; fi
  printf '%s: status %s, not %s, or nothing like "%s" in:\n' "$*" "$status" "$expected" "$pattern"
  cat output messages
  failures=$((failures + 1))
}

cat > leak.py << 'EOT'
import sys, time
kept = []
for _ in range(130):
    kept.append(bytearray(400000))
    time.sleep(0.1)
sys.exit(int(sys.argv[1]))
EOT

expect 0 'Verdict: insufficient' tidemark check true
for name in recording.tidemark report.html report.json report.xml; do
  [ -s "tidemark-report/$name" ] || { echo "$name is missing"; failures=$((failures + 1)); }
done
expect 0 'kept as tidemark-report/recording.tidemark.1' tidemark check true
expect 3 'the command ended with status 3' tidemark check --output 'an other place' sh -c 'exit 3'
expect 0 'passes' tidemark check -- sh -c 'cat' <<< 'standard input passes'
(expect 1 'Verdict: (leak|critical)' tidemark check --interval 50ms python3 leak.py 0; exit "$failures") &
first=$!
mkdir failing
(cd failing && expect 7 'Verdict: (leak|critical)' tidemark check python3 ../leak.py 7; exit "$failures") &
second=$!
wait "$first" || failures=$((failures + 1))
wait "$second" || failures=$((failures + 1))
expect 0 'grew|leak' tidemark analyze --fail-on never tidemark-report/recording.tidemark
expect 0 'python3' tidemark top tidemark-report/recording.tidemark

# Whatever is wrong comes to light before anything runs.
for wrong in '--fail-on=lek' '--limit=4' '--process=a(' '--baseline=none.json' '--suppress=none.ini' '--nonsense=1' '--report=html=nowhere/report.html'; do
  expect 2 'error: ' tidemark check "$wrong" touch has-run
done
expect 0 'It ends with COMMAND' tidemark help check
expect 0 'Usage: tidemark-analyzer compare' tidemark help compare
expect 0 'Usage: tidemark ' tidemark help
expect 125 'error: interval' tidemark check --interval 1x touch has-run
expect 2 'it needs a value' tidemark check --limit
expect 2 'the command is missing' tidemark check --limit 4G
expect 2 'touch is taken for the value of --nonsense' tidemark check --nonsense touch
[ ! -e has-run ] || { echo "it ran though an option was wrong"; failures=$((failures + 1)); }

# What cannot be judged leaves no report of an earlier run.
mkdir stale
echo old > stale/report.xml
expect 2 'error: ' tidemark check --output stale --session 7 true
[ ! -e stale/report.xml ] || { echo "an old report passes for a new one"; failures=$((failures + 1)); }

# What ends this command ends the one that is checked, and is told.
tidemark check --output ended sleep 60 > output 2> messages &
check=$!
for _ in $(seq 100); do [ ! -s ended/recording.tidemark ] || break; sleep 0.1; done
sleep 0.5
kill -TERM "$check"
status=0
wait "$check" || status=$?
[ "$status" = 143 ] || { echo "stopped, it ended with $status"; cat messages; failures=$((failures + 1)); }

# It knows which options stand alone and which are the recorder's; 'exclude' is the analyzer's here, and both have help.
options_of() { "$@" --help | grep -oE '^  (-[a-z] \[ )?--[a-z0-9-]+( \])?( (arg|FORMAT|FILE))?' | sed 's/^  \(-[a-z] \[ \)\?//; s/ \]//'; }
for option in $(options_of tidemark-recorder exec | cut -d' ' -f1); do
  case $option in --help | --exclude | --output) continue ;; esac
  grep -qE "(^| )$option( |\)|=)" <<< "$(sed -n '/--append | -a | --cgroup-root/,/)$/p' "$directory/tidemark")" ||
    { echo "$option of exec would go to the analyzer"; failures=$((failures + 1)); }
done
for option in $({ options_of tidemark-recorder exec; options_of tidemark-analyzer analyze; } | grep -v ' ' | sort -u); do
  [ "$option" != --help ] || continue
  grep -qE "(^| )$option( |\))" <<< "$(sed -n '/--\*=\*/,/count=1/p' "$directory/tidemark")" ||
    { echo "$option is taken to have a value"; failures=$((failures + 1)); }
done

expect 0 '^tidemark [0-9]' tidemark --version
expect 2 "there is no command 'chekc'" tidemark chekc
expect 0 'recorder exec' tidemark record --help
"$directory/tidemark" --help > output
"$directory/tidemark" check --help >> output
if grep -nE '^.{81,}' output; then failures=$((failures + 1)); fi
exit "$((failures > 0))"
