# Sourced by package_test.sh.

# probe NAME REGEX: prints what a program may do to a process of root's in the unit as installed, without the lines that
# match.
probe() {
  inside sh -ec "sed -E '/^($2)/d; /^(ExecReload|Restart|RuntimeDirectory|WatchdogSec)/d; s/^Type=.*/Type=oneshot/
      s|^ExecStart=.*|ExecStart=/usr/bin/process-probe $subject|' $(property FragmentPath) > /etc/systemd/system/$1.service
    systemctl daemon-reload
    systemctl start $1"
  inside journalctl --no-pager -o cat -u "$1"
}

step "what the unit's capability would allow to do to other processes is denied"
cp "$build/tests/system/process-probe" "$container_root/usr/bin"
subject=$(inside sh -c 'setsid sleep 3600 > /dev/null 2>&1 & echo $!')
probe probe-as-shipped '#' > "$system_directory/as-shipped.txt"
probe probe-without SystemCall > "$system_directory/without.txt"
for way in ptrace process_vm_readv process_vm_writev pidfd_getfd kcmp; do
  expect "the unit denies $way" grep -qx "$way denied" "$system_directory/as-shipped.txt"
  expect "nothing else denies $way" grep -qx "$way allowed" "$system_directory/without.txt"
done
expect "the memory of another user's process stays closed" grep -qx "mem denied" "$system_directory/as-shipped.txt"
expect "the path of a program can be read" grep -qx "exe allowed" "$system_directory/as-shipped.txt"
inside sh -c "kill $subject"
