# Sourced by package_test.sh.

readonly ini=/etc/tidemark/recorder.ini
step "a reload takes effect in the same process"
pid=$(property MainPID)
inside sed -i 's/^interval = .*/interval = 2s/' "$ini"
expect "the reload succeeds" inside systemctl reload "$unit"
wait_until 30 "the new interval" status_has "a scan every 2.0 s"
expect "the process is the same" test "$(property MainPID)" = "$pid"

step "a reload of a bad configuration is refused with its error"
inside sh -c "echo 'intervall = 1s' >> $ini"
expect_not "the reload fails" inside systemctl reload "$unit"
expect "the journal says why" journal_has err intervall
inside systemctl kill --kill-whom=main --signal HUP "$unit"
wait_until 30 "the refusal" status_has "the new configuration is refused"
expect "the status says why" status_has intervall
expect "the old one is in force" status_has "a scan every 2.0 s"
expect "the process is the same" test "$(property MainPID)" = "$pid"
expect_more_ticks
inside sed -i '/^intervall/d' "$ini"
expect "the mended file is taken" inside systemctl reload "$unit"
