# Sourced by package_test.sh.

readonly alerts_ini=/etc/tidemark/alerts.ini metrics=/run/tidemark-analyze/tidemark.prom mails=/var/lib/tidemark-tell/mails

# judge: at once; a judgement so soon after the last one takes max-cpu (below). systemd starts no unit more than five times in 10 s
# unless it is told to forget how often that was.
judge() {
  inside systemctl reset-failed tidemark-analyze || true
  inside systemctl start tidemark-analyze || {
    inside journalctl --no-pager -n 20 -u tidemark-analyze
    give_up "the alerts' unit succeeds"
  }
}
# told CHANGE: how often the journal has it of the program that leaks.
told() { inside journalctl --no-pager -o cat SYSLOG_IDENTIFIER=tidemark-analyzer "TIDEMARK_CHANGE=$1" 'TIDEMARK_PROCESS=perl (leaky.pl)' | wc -l; }
has_told() { judge && [ "$(told "$1")" -ge 1 ]; }
mailed() { inside sh -c "grep -c '^$1.*perl (leaky.pl' $mails 2> /dev/null || true"; }
has_mailed() { [ "$(mailed "$1")" -ge 1 ]; }
in_metrics() { inside_as stranger grep -F 'tidemark_alert_verdict{kind="process",name="perl (leaky.pl)"} ' "$metrics" | wc -l; }
# expect_told NEW GONE
expect_told() {
  expect "the journal tells of it $1 and $2 times, and not $(told new) and $(told gone)" test "$(told new)/$(told gone)" = "$1/$2"
  expect "so does the mail, and not $(mailed new) and $(mailed gone) times" test "$(mailed new)/$(mailed gone)" = "$1/$2"
}

step "each hour is judged"
expect "the timer is enabled" inside systemctl --quiet is-enabled tidemark-analyze.timer
expect "the timer is waiting" inside systemctl --quiet is-active tidemark-analyze.timer
inside sed -i -e 's/^warm-up = .*/warm-up = 1s/' -e '$a max-cpu = 100%' "$alerts_ini"
judge
expect "a reader sees that nothing grows" inside_as reader tidemark status > "$system_directory/status-0.txt"
expect_not "a stranger sees nothing" inside_as stranger tidemark status
expect "it says who may" sh -c 'grep -q "adduser"' < <(inside_as stranger tidemark status 2>&1 || true)

step "what leaks is told once in each way"
inside sh -ec 'cat > /usr/local/bin/sendmail; chmod +x /usr/local/bin/sendmail' << EOT
#!/bin/sh
cat >> $mails
EOT
install_hook=$(inside sed -n 's/^#   //p' /usr/share/doc/tidemark/hooks/mail)
expect "the hook says how to use it" test -n "$install_hook"
expect "what the hook says works" inside sh -ec "$install_hook"
inside sh -c 'echo SENDMAIL=/usr/local/bin/sendmail >> /etc/tidemark/hooks/mail.conf'
inside sh -c 'cat > /usr/local/lib/leaky.pl' << 'EOT'
for (;;) { push @kept, "x" x 500000 unless -e "/run/mended"; select(undef, undef, undef, 0.1); }
EOT
inside systemd-run --quiet --unit leaky /usr/bin/perl /usr/local/lib/leaky.pl
wait_until 120 "the leak to be told" has_told new
wait_until 30 "the mail" has_mailed new
expect_told 1 0
expect "the metrics have it once" test "$(in_metrics)" = 1
inside journalctl --no-pager -o verbose SYSLOG_IDENTIFIER=tidemark-analyzer TIDEMARK_CHANGE=new > "$system_directory/journal.txt"
for field in MESSAGE_ID=8f3b1c5e6a0d4f7b9c2e5d8a1b4f7036 TIDEMARK_VERDICT= TIDEMARK_PID= TIDEMARK_SLOPE_BYTES_PER_SECOND= TIDEMARK_SINCE=; do
  expect "the journal has the field $field" grep -q "^ *$field" "$system_directory/journal.txt"
done
status=0
inside_as reader tidemark status > "$system_directory/status-1.txt" || status=$?
expect "tidemark status ends with 1" test "$status" = 1
expect "it says what leaks" grep -q 'perl (leaky.pl' "$system_directory/status-1.txt"

step "the next judgements do not tell it again"
expect_more_ticks
judge
expect_more_ticks
judge
sleep 3
expect_told 1 0
expect "the metrics still have it" test "$(in_metrics)" = 1

step "once it was mended and started again, that it is gone is told once"
inside touch /run/mended
inside systemctl stop leaky
inside systemd-run --quiet --unit leaky /usr/bin/perl /usr/local/lib/leaky.pl
expect_more_ticks
judge
wait_until 30 "the mail" has_mailed gone
expect_more_ticks
judge
sleep 3
expect_told 1 1
expect "the metrics have it no more" test "$(in_metrics)" = 0
expect "tidemark status ends with 0" inside_as reader tidemark status > "$system_directory/status-2.txt"
inside cat "$mails" > "$system_directory/mails.txt"
inside cat "$metrics" > "$system_directory/metrics.txt"

step "what judges can read recordings, and little else"
inside sh -ec "sed -E 's|^(ExecStart=).*|\1/bin/sh /usr/local/lib/alerts-probe|; /^  --textfile/d; s/^Condition.*//; s/^SuccessExit.*//; s/^StandardOutput=.*//' \
  $(inside systemctl show --value --property FragmentPath tidemark-analyze) > /etc/systemd/system/alerts-probe.service
  cat > /usr/local/lib/alerts-probe; systemctl daemon-reload" << 'EOT'
try() { if sh -c "$2" 2> /dev/null; then echo "$1 allowed"; else echo "$1 denied"; fi; }
file=$(ls /var/lib/tidemark/*.tidemark | head -n 1)
try read "head -c 1 $file > /dev/null"
try write ": >> $file"
try mark "ls /run/tidemark"
try see "test -e /proc/1/stat"
try etc ": > /etc/tidemark/alerts.ini"
try hook ": > /etc/tidemark/hooks/evil"
try spool ": > /var/spool/tidemark/probe && rm /var/spool/tidemark/probe"
try state ": > /var/lib/tidemark-analyze/probe && rm /var/lib/tidemark-analyze/probe"
try network "perl -MSocket -e 'socket(S, AF_INET, SOCK_STREAM, 0) or exit 1'"
EOT
inside systemctl start alerts-probe
inside journalctl --no-pager -o cat -u alerts-probe | grep -E ' (allowed|denied)$' | sort > "$system_directory/alerts-probe.txt"
sort > "$system_directory/alerts-wanted.txt" << 'EOT'
read allowed
write denied
mark denied
see denied
etc denied
hook denied
spool allowed
state allowed
network denied
EOT
expect "it may do what is wanted" diff "$system_directory/alerts-wanted.txt" "$system_directory/alerts-probe.txt"
expect_not "the hooks' user reads no recordings" inside_as tidemark-tell ls /var/lib/tidemark
expect_not "the hooks' user reads no judgements" inside_as tidemark-tell ls /var/lib/tidemark-analyze
expect_not "the hooks' user writes no events" inside_as tidemark-tell touch /var/spool/tidemark/probe
expect_not "a stranger reads no events" inside_as stranger ls /var/spool/tidemark

step "what was told and is damaged is begun anew, in words"
inside sh -c 'echo "{" > /var/lib/tidemark-analyze/told.json'
expect_more_ticks
judge
expect "the journal says so" sh -c 'grep -q "told.json: it is damaged"' < <(inside journalctl --no-pager -o cat -u tidemark-analyze)
expect "it is kept" inside test -s /var/lib/tidemark-analyze/told.json.damaged

inside systemctl stop leaky
inside systemctl disable --quiet --now tidemark-tell@mail.path
inside rm -r /etc/tidemark/hooks /etc/systemd/system/alerts-probe.service
inside systemctl daemon-reload
