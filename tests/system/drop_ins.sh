# Sourced by package_test.sh.

readonly overrides=/etc/systemd/system/$unit.service.d
# drop_in NAME: installs it as its own text says.
drop_in() {
  local shown
  shown=$(inside sed -n 's/^#   //p' "/usr/share/doc/tidemark/$1.conf")
  expect "$1.conf says how to install it" test -n "$shown"
  expect "what $1.conf says works" inside sh -ec "$shown"
}
last_sampler() { ask 'SELECT sampler FROM session ORDER BY start_wall_ns DESC LIMIT 1' | tail -n 1; }
samples_by_bpf() { [ "$(last_sampler)" = bpf ]; }

step "the drop-in for the BPF sampler gives the unit what it takes"
expect "as installed it reads /proc" test "$(last_sampler)" = procfs
drop_in bpf-sampler
wait_until 60 "a session sampled by BPF" samples_by_bpf
expect_more_ticks
expect "processes of other users are seen" test "$(total "SELECT count(*) FROM process WHERE uid = 0")" -gt 0

# The kernel tells of exits only outside of containers, such as this one.
step "with the drop-in for exits the unit records where the kernel does not tell of them, too"
drop_in exit-records
expect_more_ticks
expect "the journal says so" journal_has notice "exits cannot be listened to"
expect "what lives too shortly is counted" test "$(total 'SELECT count(short_lived_unknown) FROM tick')" -gt 0

step "with the drop-in for stacks the unit samples page faults, or says why it may not"
drop_in fault-stacks
expect_more_ticks
stacks() { ask 'SELECT fault_stacks FROM session ORDER BY start_wall_ns DESC LIMIT 1' | tail -n 1; }
stacks_or_reason() { [ "$(stacks)" = on ] || journal_has warning "stacks of page faults: they cannot be sampled"; }
expect "the session has them, or the journal says why not" stacks_or_reason

inside rm -r "$overrides"
inside systemctl daemon-reload
inside systemctl restart "$unit"
wait_until 60 "the unit as installed" is_active
