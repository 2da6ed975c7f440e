-- Makes a recording of format 1.2 one of format 1.3. Tables and columns are as in recording.sql.
PRAGMA user_version = 1003;

ALTER TABLE session ADD COLUMN fault_stacks TEXT;
ALTER TABLE tick ADD COLUMN fault_samples_lost INTEGER CHECK (fault_samples_lost >= 0);

CREATE TABLE module (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  build_id TEXT,
  UNIQUE (path, build_id)
) STRICT;

CREATE TABLE frame (
  id INTEGER PRIMARY KEY,
  module INTEGER REFERENCES module (id),
  address INTEGER,
  symbol TEXT,
  UNIQUE (module, address, symbol)
) STRICT;

CREATE TABLE stack (
  id INTEGER PRIMARY KEY,
  frames TEXT NOT NULL CHECK (json_valid(frames)),
  is_whole INTEGER NOT NULL CHECK (is_whole IN (0, 1)),
  UNIQUE (frames, is_whole)
) STRICT;

CREATE TABLE fault_stack (
  tick INTEGER NOT NULL REFERENCES tick (id),
  process INTEGER NOT NULL REFERENCES process (id),
  stack INTEGER NOT NULL REFERENCES stack (id),
  memory TEXT NOT NULL CHECK (memory IN ('anonymous', 'file', 'unknown')),
  samples INTEGER NOT NULL CHECK (samples > 0),
  faults INTEGER NOT NULL CHECK (faults > 0),
  PRIMARY KEY (tick, process, stack, memory)
) STRICT, WITHOUT ROWID;
