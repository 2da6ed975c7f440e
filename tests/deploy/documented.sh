#!/usr/bin/env bash
# Usage: documented.sh RECORDER ANALYZER
# Every option of every command is in its man page, and every setting of the service in recorder.ini, which can be used
# as it is shipped and with every example in it; so can alerts.ini.
set -euo pipefail
for variable in "${!TIDEMARK_@}"; do unset "$variable"; done # the tests' own, which are no settings
deploy=$(dirname "$0")/../../deploy
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

complain() {
  printf '%s\n' "$*"
  failures=$((failures + 1))
}

commands_of() { "$1" --help | awk '/^Commands:/ {on = 1; next} /^$/ {on = 0} on {print $1}'; }
options_of() { "$1" "$2" --help | grep -E '^  +-' | grep -oE -- '--[a-z0-9-]+' | sort -u; }

for program in "$1" "$2"; do
  page=$deploy/man/$(basename "$program").1.scd
  for command in $(commands_of "$program"); do
    grep -qE "^\*$command( |\*)" "$page" || complain "$page does not explain the command $command"
    grep -q "/$(basename "$program")-$command[.]1$" "$deploy/debian/tidemark.links" ||
      complain "man $(basename "$program") $command does not find the page, see deploy/debian/tidemark.links"
    "$program" "$command" --help > "$scratch/help"
    if grep -nE '^.{81,}' "$scratch/help"; then complain "the help of $command is wider than 80 columns"; fi
    [ "$(grep -cE '^  (tidemark|zcat)' "$scratch/help")" -ge 2 ] || complain "the help of $command has fewer than two examples"
    for option in $(options_of "$program" "$command"); do
      grep -qF -- "*$option*" "$page" || complain "$page does not explain $option of $command"
    done
  done
done

readonly ini=$deploy/recorder.ini
for option in $(options_of "$1" run); do
  case $option in
    --help | --config | --check) continue ;; # of a call, not of a service
  esac
  grep -qE "^#?${option#--} = " "$ini" || complain "$ini does not have ${option#--}"
done
"$1" run --check --config "$ini" || complain "$ini cannot be used as it is shipped"
sed -E 's/^#([a-z-]+ = )/\1/' "$ini" > "$scratch/all.ini"
"$1" run --check --config "$scratch/all.ini" || complain "$ini cannot be used with all of its examples"
[ "$(grep -c ' = ' "$scratch/all.ini")" -gt 15 ] || complain "the examples of $ini were not found"

readonly alerts=$deploy/alerts.ini
"$2" tell --dry-run --config "$alerts" || complain "$alerts cannot be used as it is shipped"
sed -E 's/^#([a-z-]+ = )/\1/; /^suppress/d' "$alerts" > "$scratch/alerts.ini"
"$2" tell --dry-run --config "$scratch/alerts.ini" || complain "$alerts cannot be used with all of its examples"
[ "$(grep -c ' = ' "$scratch/alerts.ini")" -gt 10 ] || complain "the examples of $alerts were not found"
# What the unit gives the program is understood by it.
given=$(sed -n '/^ExecStart=/,/[^\\]$/p' "$deploy/systemd/tidemark-analyze.service" | tr -d '\\\n' | sed 's/^[^ ]* //; s,/etc/tidemark/alerts.ini,'"$alerts,")
# shellcheck disable=SC2086 # words
"$2" $given --dry-run || complain "tidemark-analyze.service gives what is not understood: $given"
exit "$((failures > 0))"
