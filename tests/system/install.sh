# Sourced by package_test.sh.

step "installing starts recording, as its own user"
install "$old"
wait_until 30 "the service" is_active
expect "it runs as the user tidemark" test "$(property User)" = tidemark
inside useradd --no-create-home --groups tidemark reader
wait_until 60 "scans" has_ticks 3
expect "the service is enabled" inside systemctl --quiet is-enabled "$unit"

step "what it installs"
for file in /usr/bin/tidemark-recorder /usr/bin/tidemark-analyzer /etc/tidemark/recorder.ini /etc/tidemark/alerts.ini /usr/libexec/tidemark/tell-hook \
  /usr/share/man/man1/tidemark-recorder.1.gz /usr/share/man/man1/tidemark-analyzer.1.gz \
  /usr/share/man/man5/tidemark-recording.5.gz /usr/share/zsh/vendor-completions/_tidemark \
  /usr/bin/tidemark /usr/share/man/man1/tidemark.1.gz \
  /usr/share/bash-completion/completions/tidemark-recorder /usr/share/bash-completion/completions/tidemark-analyzer; do
  expect "$file is installed" inside test -s "$file"
done
expect "the configurations are conffiles" \
  test "$(inside dpkg-query -W -f '${Conffiles}' tidemark | awk 'NF {print $1}' | sort | xargs)" = "/etc/tidemark/alerts.ini /etc/tidemark/recorder.ini"

step "who may read the recordings"
expect "the directory is open to the group alone" \
  test "$(inside stat -c '%U:%G %a' "$recording")" = "tidemark:tidemark 750"
expect "so are the files" test "$(inside sh -c "stat -c '%U:%G %a' $recording/*.tidemark" | sort -u)" = "tidemark:tidemark 640"
expect "the lock is the recorder's alone" test "$(inside sh -c "stat -c '%U %a' $recording/*.lock" | sort -u)" = "tidemark 600"
file=$(inside sh -c "ls $recording/*.tidemark" | head -n 1)
expect "a reader reads them" inside_as reader tidemark-analyzer info "$file" > "$system_directory/info.txt"
inside_as reader tidemark-analyzer analyze --fail-on never --allow-insufficient "$recording" > "$system_directory/report.txt" ||
  give_up "a reader has the directory analyzed"
expect "the report lists a verdict" grep -q insufficient "$system_directory/report.txt"
expect_not "a stranger reads nothing" inside_as stranger tidemark-analyzer info "$file"

step "processes of other users are seen, with their programs"
expect "init is" test "$(ask "SELECT comm FROM process WHERE pid = 1" | head -n 1)" = systemd
expect "root's have their program file" \
  test "$(total "SELECT count(*) FROM process WHERE uid = 0 AND exe LIKE '/usr/lib/systemd/systemd%'")" -ge 2
