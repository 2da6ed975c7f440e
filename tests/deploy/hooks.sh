#!/usr/bin/env bash
# Usage: hooks.sh RECORDER ANALYZER
# The example hooks tell what an event says, by a sendmail and to a server that are made up; tell-hook has each hook told of each
# event once, in order, and again where it fails.
set -euo pipefail
deploy=$(cd "$(dirname "$0")/../../deploy" && pwd)
readonly deploy
scratch=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server" 2> /dev/null; rm -rf "$scratch"' EXIT
cd "$scratch"
failures=0

complain() {
  printf '%s\n' "$*"
  failures=$((failures + 1))
}
# expect WHAT COMMAND...
expect() {
  local what=$1
  shift
  "$@" || complain "$what"
}
expect_not() {
  local what=$1
  shift
  ! "$@" > not.out 2>&1 || complain "$what"
}

# As format_event has it; the names are those of somebody who would lead a hook astray.
cat > event.json << 'EOT'
{"format":"tidemark-alerts","version":1,"host":"alpha","judged":"2026-11-20T10:00:00.000Z","span_seconds":86400,"subject":"Tidemark on alpha: new: a\",\"text\":\"b\\x0A$(touch has-run)","text":"new (leak): a\",\"changes\":[ grew by 5 MiB, \\x0A `touch has-run` 100% é.\n\ndetails:\ttwo\n","changes":[{"change":"new","kind":"process","name":"x","subject":"no","text":"not this one"}]}
EOT

cat > sendmail << 'EOT'
#!/bin/sh
{ printf 'arguments: %s\n' "$*"; cat; } > "$MAILED"
EOT
chmod +x sendmail
export MAILED=$scratch/mailed SENDMAIL=$scratch/sendmail
MAIL_TO=root@localhost "$deploy/hooks/mail" < event.json
cat > wanted << 'EOT'
arguments: -t -oi
To: root@localhost
Subject: Tidemark on alpha: new: a","text":"b\x0A$(touch has-run)
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Auto-Submitted: auto-generated

new (leak): a","changes":[ grew by 5 MiB, \x0A `touch has-run` 100% é.

details:	two

EOT
expect "the mail is as wanted" diff wanted mailed
MAIL_TO=root MAIL_FROM=tidemark@alpha "$deploy/hooks/mail" < event.json
expect "the mail says who sent it" grep -qx 'From: tidemark@alpha' mailed
expect_not "a mail to nobody is an error" "$deploy/hooks/mail" < event.json
expect "it says what is missing" grep -q 'mail.conf' not.out
expect_not "a mailer that is not there is an error" env MAIL_TO=root SENDMAIL=/nowhere "$deploy/hooks/mail" < event.json

if command -v curl > /dev/null; then
  cat > server.py << 'EOT'
import http.server, pathlib, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        pathlib.Path("posted").write_bytes(body)
        pathlib.Path("headers").write_text(f"{self.path}\n{self.headers}")
        self.send_response(500 if self.path == "/fails" else 204)
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
pathlib.Path("port.new").write_text(str(server.server_port))
pathlib.Path("port.new").rename("port")
server.serve_forever()
EOT
  /usr/bin/python3 server.py &
  server=$!
  for _ in $(seq 200); do [ ! -s port ] || break; sleep 0.05; done
  url=http://127.0.0.1:$(cat port)
  export no_proxy=127.0.0.1
  expect "the hook posts" env WEBHOOK_URL="$url/hook" WEBHOOK_HEADER='Authorization: Bearer "a\b"' "$deploy/hooks/webhook" < event.json
  expect "what is posted is the event" cmp -s event.json posted
  expect "it goes where it should" grep -qx /hook headers
  expect "it has the header" grep -qF 'Authorization: Bearer "a\b"' headers
  expect "it is JSON" grep -qi '^content-type: application/json' headers
  expect_not "a server that refuses is an error" env WEBHOOK_URL="$url/fails" "$deploy/hooks/webhook" < event.json
  expect_not "a server that is not there is an error" env WEBHOOK_URL=http://127.0.0.1:1/ "$deploy/hooks/webhook" < event.json
else
  echo "note: curl is not there, and the webhook was not tried"
fi
expect_not "a post to nowhere is an error" env WEBHOOK_URL= "$deploy/hooks/webhook" < event.json
[ ! -e has-run ] || complain "a hook ran what an event says"

# A hook that notes what it is told, and fails while it should.
cat > note << 'EOT'
#!/bin/sh
[ ! -e fail ] || exit 7
cat >> told
EOT
chmod +x note
mkdir events state
put() { printf '%s\n' "$2" > "events/$1"; }
tell() { STATE_DIRECTORY=$scratch/state "$deploy/tell-hook" "$scratch/events" "$scratch/note"; }
told() { xargs < told 2> /dev/null; }
touch told
touch -d '2026-11-20 09:00' note
put 20261119T100000Z-000001.json zero
touch -d '2026-11-19 10:00' events/20261119T100000Z-000001.json
expect "without new events there is nothing to do" tell
expect "what was before the hook is not told" test "$(told)" = ""
put 20261120T100000Z-000001.json one
put 20261120T110000Z-000002.json two
expect "it is told" tell
expect "in order" test "$(told)" = "one two"
expect "once" tell
expect "once" test "$(told)" = "one two"
put 20261120T110000Z-000003.json three
touch fail
expect_not "a hook that fails is a failure" tell
expect "it says so" grep -q '^<3>note: .*status 7 for 20261120T110000Z-000003.json' not.out
rm fail
rm events/20261120T1[01]0000Z-00000[12].json
# The clock was set back, and what was told begun anew.
put 20261119T110000Z-000001.json four
expect "it is told again" tell
expect "what it was not told, and nothing else" test "$(told)" = "one two four three"
# Not of what is no event.
echo secret > secret
ln -s "$scratch/secret" events/20261122T100000Z-000001.json
mkfifo events/20261122T100000Z-000002.json
put 'x$(touch has-run).json' five
put .hidden.json six
mkdir events/20261122T100000Z-000003.json.part-1
put 20261122T100000Z-000004.json seven
expect "what is no event is passed over" timeout 20 env STATE_DIRECTORY="$scratch/state" "$deploy/tell-hook" "$scratch/events" "$scratch/note"
expect "what is no event is not told" test "$(told)" = "one two four three seven"
[ ! -e has-run ] || complain "a name was run"
expect "what is no longer there is not remembered" test "$(wc -l < state/note.told)" = 4
expect_not "a hook that is not there is an error" env STATE_DIRECTORY="$scratch/state" "$deploy/tell-hook" "$scratch/events" /nowhere/hook
exit "$((failures > 0))"
