# Sourced by package_test.sh.

step "an upgrade goes on recording, with the administrator's settings"
wait_until 30 "the service" is_active
pid=$(property MainPID) before=$(total 'SELECT count(*) FROM tick')
install "$new"
wait_until 30 "the service" is_active
expect "the new version is installed" test "$(inside dpkg-query -W -f '${Version}' tidemark)" = "$new"
expect "its program runs" test "$(property MainPID)" != "$pid"
wait_until 30 "the setting that was changed" status_has "a scan every 2.0 s"
expect_more_ticks
expect "the recording survives" has_ticks $((before + 3))

step "a restart closes the session in order"
running=$(total 'SELECT count(*) FROM session WHERE ended_cleanly')
inside systemctl restart "$unit"
wait_until 30 "the service" is_active
expect "one more session has ended in order" test "$(total 'SELECT count(*) FROM session WHERE ended_cleanly')" -gt "$running"
expect_more_ticks
