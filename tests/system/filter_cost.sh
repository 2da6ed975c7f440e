#!/usr/bin/env bash
# Usage: filter_cost.sh PACKAGE.deb [ROUNDS]
# What the unit's system-call filter costs the recorder: three recorders at the same time in a container, over the same
# processes, as the unit has it, without SystemCallFilter, and with none of the settings that filter system calls. Prints
# each one's CPU time a scan, in rounds of 20 s, and its ratio to the last. (A kernel from 5.11 on remembers what its
# filters always allow.) Needs build/system/root, which package_test.sh makes.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly package=${1:?a package} rounds=${2:-3} round_seconds=20 processes=300
system_directory=$PWD/build/system
. tests/system/container.sh

give_up() {
  printf 'FAILED: %s\n' "$*"
  exit 1
}
trap end_container EXIT

# All settings that make systemd load a filter of system calls.
readonly filters='SystemCall|RestrictAddressFamilies|RestrictNamespaces|RestrictRealtime|RestrictSUIDSGID|LockPersonality|MemoryDenyWriteExecute|ProtectClock|ProtectHostname|ProtectKernel|PrivateDevices'

# install_unit NAME REGEX: the package's unit, recording to /var/lib/NAME, without the lines that match.
install_unit() {
  sed -E "/^($2)/d; /^(ExecReload|RuntimeDirectory|WatchdogSec)/d; s|^ExecStart=.*|ExecStart=/usr/bin/tidemark-recorder run \
--output /var/lib/$1/r.tidemark --interval 20ms --max-cpu 100%|; s|^StateDirectory=.*|StateDirectory=$1|; s|^WorkingDirectory=.*||" \
    deploy/systemd/tidemark-recorder.service > "$container_root/etc/systemd/system/$1.service"
}

# Nanoseconds on a CPU so far.
cpu_time() { inside sh -c "cut -d ' ' -f 1 /proc/\$(systemctl show --value -p MainPID $1)/schedstat"; }
scans() {
  inside rm -f /root/copy
  inside tidemark-recorder snapshot --output /root/copy "/var/lib/$1/r.tidemark"
  python3 -c 'import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM tick").fetchone())' \
    "$container_root/root/copy"
}

# The container's own among them.
filters_of() { inside sh -c "sed -n 's/^Seccomp_filters:\t//p' /proc/\$(systemctl show --value -p MainPID $1)/status"; }

boot
cp "$package" "$container_root/root/tidemark.deb"
inside dpkg --install /root/tidemark.deb > /dev/null 2>&1 || give_up "dpkg --install"
inside systemctl --quiet stop tidemark-recorder
install_unit as-shipped '#'
install_unit no-call-filter 'SystemCallFilter|SystemCallErrorNumber'
install_unit no-filter "$filters"
inside sh -c "for i in \$(seq $processes); do setsid sleep 3600 & done; systemctl daemon-reload"
inside systemctl start as-shipped no-call-filter no-filter
sleep 5
declare -A cpu_before scans_before cost
readonly units="no-filter no-call-filter as-shipped"
for round in $(seq "$rounds"); do
  for unit in $units; do cpu_before[$unit]=$(cpu_time "$unit") scans_before[$unit]=$(scans "$unit"); done
  sleep "$round_seconds"
  for unit in $units; do
    cost[$unit]=$((($(cpu_time "$unit") - cpu_before[$unit]) / ($(scans "$unit") - scans_before[$unit]) / 1000))
    printf 'round %s: %-15s %6d us a scan, %s of no-filter; %s filters\n' "$round" "$unit" "${cost[$unit]}" \
      "$(awk -v a="${cost[$unit]}" -v b="${cost[no-filter]}" 'BEGIN {printf "%.2f", a / b}')" "$(filters_of "$unit")"
  done
done
