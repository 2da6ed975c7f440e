# Sourced by package_test.sh.

step "a recorder that is killed is started again, and nothing is lost"
pid=$(property MainPID) restarts=$(property NRestarts) before=$(total 'SELECT count(*) FROM tick')
inside systemctl kill --kill-whom=main --signal KILL "$unit"
wait_until 60 "the restart" has_restarted "$pid" "$restarts"
expect_more_ticks
expect "what was recorded is there" has_ticks $((before + 3))
expect "the killed session is not called closed" test "$(total 'SELECT count(*) FROM session WHERE NOT ended_cleanly')" -ge 1

step "a recorder that hangs is started again by the watchdog"
inside sh -c "mkdir -p /run/systemd/system/$unit.service.d && printf '[Service]\nWatchdogSec=3s\n' \
  > /run/systemd/system/$unit.service.d/test.conf && systemctl daemon-reload && systemctl restart $unit"
wait_until 30 "the service" is_active
expect_more_ticks
pid=$(property MainPID) restarts=$(property NRestarts)
inside systemctl kill --kill-whom=main --signal STOP "$unit"
wait_until 60 "the restart" has_restarted "$pid" "$restarts"
expect "it was the watchdog" sh -c 'grep -qi watchdog' < <(inside journalctl --no-pager -o cat _PID=1 -u "$unit")
expect_more_ticks
inside sh -c "rm -r /run/systemd/system/$unit.service.d && systemctl daemon-reload && systemctl restart $unit"
