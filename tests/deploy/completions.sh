#!/usr/bin/env bash
# Usage: completions.sh RECORDER ANALYZER
# The shells offer each command and each option that --help lists, and nothing else.
set -euo pipefail
for variable in "${!TIDEMARK_@}"; do unset "$variable"; done # the tests' own, which are no settings
completions=$(dirname "$0")/../../deploy/completions
readonly completions
failures=0

expect_same() {
  local what=$1 expected=$2 offered=$3
  [ "$expected" != "$offered" ] || return 0
  printf '%s:\n--help lists: %s\noffered:      %s\n' "$what" "${expected//$'\n'/ }" "${offered//$'\n'/ }"
  failures=$((failures + 1))
}

listed_commands() { "$1" --help | awk '/^Commands:/ {on = 1; next} /^$/ {on = 0} on {print $1}' | sort; }
listed_options() { "$1" "$2" --help | grep -E '^  +-' | grep -oE -- '--[a-z0-9-]+' | awk '!seen[$0]++' | sort; }

# by_bash PROGRAM WORD...: what bash offers in place of the last word.
by_bash() {
  bash -c '. "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tidemark; printf "%s\n" "${COMPREPLY[@]}"' \
    "$completions/tidemark.bash" "$@" | sort
}

by_zsh() {
  zsh -f -c '_describe() { print -l -- ${${(P)2}%%:*} }
    _values() { print -l -- $@ }
    _files() { print file }
    words=("${@:2}"); CURRENT=$#words; . $1' zsh "$completions/_tidemark" "$@" | sort
}

for program in "$1" "$2"; do
  commands=$(listed_commands "$program")
  expect_same "bash, ${program##*/}" "$commands" "$(by_bash "$program" "" | grep -v ^-)"
  for command in $commands; do
    expect_same "bash, ${program##*/} $command" "$(listed_options "$program" "$command")" "$(by_bash "$program" "$command" --)"
  done
  if command -v zsh > /dev/null; then
    expect_same "zsh, ${program##*/}" "$commands" "$(by_zsh "$program" "")"
    for command in $commands; do
      expect_same "zsh, ${program##*/} $command" "$(listed_options "$program" "$command")" "$(by_zsh "$program" "$command" --)"
    done
  fi
done
expect_same "bash, values" "critical leak never suspect" "$(by_bash "$2" analyze --fail-on "" | xargs)"
formats=$({ "$2" analyze --report none x 2>&1 || true; } | sed 's/.*there are //; s/ and /, /; s/, /\n/g' | sort)
expect_same "bash, formats" "$formats" "$(by_bash "$2" analyze --report "" | grep -v =)"
expect_same "bash, --name=" "leak" "$(by_bash "$2" analyze --fail-on = le)"
expect_same "bash, kinds of marks" "begin end note run" "$(by_bash "$1" mark "" | xargs)"
expect_same "bash, behind --" "" "$(by_bash "$1" exec -- --)"
command -v zsh > /dev/null || echo "note: zsh is not there, and its completion was not looked at"
exit "$((failures > 0))"
