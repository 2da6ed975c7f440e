-- Makes a recording of format 1.3 one of format 1.4. Tables and columns are as in recording.sql.
PRAGMA user_version = 1004;

CREATE TABLE kept_stack (
  tick INTEGER NOT NULL REFERENCES tick (id),
  process INTEGER NOT NULL REFERENCES process (id),
  stack INTEGER NOT NULL REFERENCES stack (id),
  samples INTEGER NOT NULL CHECK (samples > 0),
  faults INTEGER NOT NULL CHECK (faults > 0),
  PRIMARY KEY (tick, process, stack)
) STRICT, WITHOUT ROWID;
