-- What runs have shown, for one comparison over many of them. Memory is in bytes, times are nanoseconds since 1970 (UTC).
CREATE TABLE run (
  run_id INTEGER PRIMARY KEY,
  session_uuid TEXT NOT NULL UNIQUE,
  revision TEXT NOT NULL,
  branch TEXT NOT NULL,
  started_wall_ns INTEGER NOT NULL,
  source TEXT NOT NULL,               -- the recording, for people
  verdict TEXT NOT NULL,              -- of the whole recording, as the report has it
  has_groups INTEGER NOT NULL         -- 1 where groups of processes were looked for
) STRICT;
CREATE INDEX run_of_branch ON run (branch, started_wall_ns);

-- A program (kind 'program'), a program in a test, or a group of processes (kind 'program group', 'tree', 'cgroup', ...), of all runs.
CREATE TABLE subject (
  subject_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  script TEXT NOT NULL,
  test TEXT NOT NULL,                 -- '' for a whole life
  UNIQUE (kind, name, script, test)
) STRICT;

CREATE TABLE shown (
  run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  subject_id INTEGER NOT NULL REFERENCES subject,
  processes INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  PRIMARY KEY (run_id, subject_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE measure (
  run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  subject_id INTEGER NOT NULL REFERENCES subject,
  metric TEXT NOT NULL,
  end_bytes REAL NOT NULL,            -- the level: what is held at the end, at least
  floor_bytes REAL NOT NULL,
  peak_bytes REAL NOT NULL,
  growth_bytes REAL NOT NULL,
  noise_bytes REAL NOT NULL,
  slope_bytes_per_second REAL NOT NULL,
  slope_low REAL NOT NULL,            -- 95 % interval
  slope_high REAL NOT NULL,
  seconds REAL NOT NULL,              -- that it was seen for
  above_begin_bytes REAL,             -- of a test: the level above what was held as it began
  PRIMARY KEY (run_id, subject_id, metric)
) STRICT, WITHOUT ROWID;

-- What a program kept of a test each time it ran; absent where that is not worth telling.
CREATE TABLE kept (
  run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  subject_id INTEGER NOT NULL REFERENCES subject,
  each_bytes REAL NOT NULL,
  times INTEGER NOT NULL,
  PRIMARY KEY (run_id, subject_id)
) STRICT, WITHOUT ROWID;

-- The tests that some process was measured in (known 'level'), and those whose runs tell what is kept of them (known 'kept').
CREATE TABLE run_test (
  run_id INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  known TEXT NOT NULL,
  test TEXT NOT NULL,
  PRIMARY KEY (run_id, known, test)
) STRICT, WITHOUT ROWID;
