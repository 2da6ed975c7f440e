# Makes tidemark-recording(5), as scdoc takes it, of schema/FORMAT.md. Knows the Markdown that is used there: headings,
# paragraphs, lists of one level, tables, blocks of code indented by four spaces, and `code`, **strong** and [links](to).

function plain(text) {
  gsub(/\\/, "\\\\\\\\", text)
  gsub(/_/, "\\_", text)
  gsub(/\*/, "\\*", text)
  return text
}

# `code` and **strong** become bold; `[text](to)` becomes text.
function inline(text,    made, piece, rest) {
  while (match(text, /\[[^]]*\]\([^)]*\)/)) {
    piece = substr(text, RSTART, RLENGTH)
    rest = substr(text, RSTART + RLENGTH)
    sub(/^\[/, "", piece)
    sub(/\]\(.*/, "", piece)
    text = substr(text, 1, RSTART - 1) piece rest
  }
  made = ""
  while (match(text, /`[^`]*`|\*\*[^*]*\*\*/)) {
    piece = substr(text, RSTART, RLENGTH)
    gsub(/^(`|\*\*)|(`|\*\*)$/, "", piece)
    made = made plain(substr(text, 1, RSTART - 1)) "*" plain(piece) "*"
    text = substr(text, RSTART + RLENGTH)
  }
  made = made plain(text)
  sub(/^\./, "\\.", made)
  return made
}

function close_code() {
  if (in_code) print "```"
  in_code = 0
}

/^# / {
  print "tidemark-recording(5)\n\n# NAME\n\ntidemark-recording - the file that tidemark-recorder writes\n\n# DESCRIPTION"
  next
}
/^    / {
  if (!in_code && !in_item) { print "```"; in_code = 1 }
  if (in_code) {
    gsub(/\\/, "\\\\\\\\")
    print substr($0, 5)
    next
  }
}
/^$/ { close_code(); in_item = 0; print ""; next }
{ close_code() }
/^### / { print "## " toupper(inline(substr($0, 5))); next }
/^## / { print "# " toupper(inline(substr($0, 4))); next }
/^\| *-|^\|-/ { next }
/^\|/ {
  row = $0
  sub(/^\| */, "", row)
  sub(/ *\|$/, "", row)
  at = index(row, " | ")
  name = substr(row, 1, at - 1)
  text = substr(row, at + 3)
  if ((name == "column" && text == "meaning") || (name == "where" && text == "value")) next
  gsub(/`/, "", name)
  print "*" plain(name) "*\n\t" inline(text) "\n"
  next
}
/^- / { in_item = 1; print inline($0); next }
# A line of an item that goes on.
in_item { sub(/^ +/, ""); print "  " inline($0); next }
{ print inline($0) }
END {
  close_code()
  print "\n# SEE ALSO\n\n*tidemark-recorder*(1), *tidemark-analyzer*(1), *sqlite3*(1)"
}
