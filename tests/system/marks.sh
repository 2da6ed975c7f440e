# Sourced by package_test.sh.

step "a reader marks a test, a stranger may not"
expect "a reader may" inside_as reader tidemark-recorder mark begin upload
expect "a reader may" inside_as reader tidemark-recorder mark end upload
expect_not "a stranger may not" inside_as stranger tidemark-recorder mark note graffiti
has_marks() { [ "$(ask "SELECT kind, name FROM mark ORDER BY id" | xargs)" = "begin|upload end|upload" ]; }
wait_until 30 "the marks in the recording" has_marks
