# Sourced by package_test.sh.

step "removing stops the service and keeps the recordings"
file=$(inside sh -c "ls $recording/*.tidemark" | tail -n 1)
inside dpkg --remove tidemark > "$system_directory/dpkg.log" 2>&1 || give_up "dpkg --remove: $(cat "$system_directory/dpkg.log")"
expect_not "the service has ended" inside systemctl --quiet is-active "$unit"
expect_not "nor is anything judged" inside systemctl --quiet is-active tidemark-analyze.timer
expect "the recordings are there" inside test -s "$file"
expect_not "the last one was closed" inside test -e "$file-wal"
expect "the configuration is there" inside test -s /etc/tidemark/recorder.ini
install "$new"
wait_until 30 "the service, installed again" is_active
expect_more_ticks

step "purging takes the recordings and the configuration"
inside dpkg --purge tidemark > "$system_directory/dpkg.log" 2>&1 || give_up "dpkg --purge: $(cat "$system_directory/dpkg.log")"
expect_not "the recordings are gone" inside test -e "$recording"
expect_not "the configuration is gone" inside test -e /etc/tidemark
for directory in /var/lib/tidemark-analyze /var/lib/tidemark-tell /var/spool/tidemark; do
  expect_not "$directory is gone" inside test -e "$directory"
done
expect_not "the service is unknown" inside systemctl cat "$unit"
