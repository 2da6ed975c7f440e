-- Makes a recording of format 1.1 one of format 1.2. The column is as in recording.sql.
PRAGMA user_version = 1002;

ALTER TABLE mark ADD COLUMN sender_held_kib INTEGER CHECK (sender_held_kib >= 0);
