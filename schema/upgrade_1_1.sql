-- Makes a recording of format 1.0 one of format 1.1. Tables and columns are as in recording.sql.
PRAGMA user_version = 1001;

ALTER TABLE session ADD COLUMN cgroup TEXT;
ALTER TABLE session ADD COLUMN tasks_max INTEGER CHECK (tasks_max >= 0);

ALTER TABLE tick ADD COLUMN shmem_kib INTEGER CHECK (shmem_kib >= 0);
ALTER TABLE tick ADD COLUMN slab_unreclaimable_kib INTEGER CHECK (slab_unreclaimable_kib >= 0);
ALTER TABLE tick ADD COLUMN page_tables_kib INTEGER CHECK (page_tables_kib >= 0);
ALTER TABLE tick ADD COLUMN oom_kills INTEGER CHECK (oom_kills >= 0);
ALTER TABLE tick ADD COLUMN cgroup_memory_kib INTEGER CHECK (cgroup_memory_kib >= 0);
ALTER TABLE tick ADD COLUMN cgroup_anon_kib INTEGER CHECK (cgroup_anon_kib >= 0);
ALTER TABLE tick ADD COLUMN cgroup_shmem_kib INTEGER CHECK (cgroup_shmem_kib >= 0);
ALTER TABLE tick ADD COLUMN cgroup_slab_kib INTEGER CHECK (cgroup_slab_kib >= 0);
ALTER TABLE tick ADD COLUMN cgroup_inactive_file_kib INTEGER CHECK (cgroup_inactive_file_kib >= 0);
ALTER TABLE tick ADD COLUMN cgroup_oom_kills INTEGER CHECK (cgroup_oom_kills >= 0);

ALTER TABLE process ADD COLUMN exit_code INTEGER CHECK (exit_code BETWEEN 0 AND 255);
ALTER TABLE process ADD COLUMN exit_signal INTEGER CHECK (exit_signal > 0);
ALTER TABLE process ADD COLUMN stop_signal INTEGER CHECK (stop_signal > 0);
ALTER TABLE process ADD COLUMN killed_for_memory INTEGER CHECK (killed_for_memory IN (0, 1));
ALTER TABLE process ADD COLUMN cpu_ns INTEGER CHECK (cpu_ns >= 0);
ALTER TABLE process ADD COLUMN peak_rss_kib INTEGER CHECK (peak_rss_kib >= 0);
ALTER TABLE process ADD COLUMN working_directory TEXT;
ALTER TABLE process ADD COLUMN listened INTEGER CHECK (listened IN (0, 1));

ALTER TABLE sample ADD COLUMN swap_kib INTEGER;
ALTER TABLE sample ADD COLUMN shmem_kib INTEGER;

CREATE TABLE process_name (
  tick INTEGER NOT NULL REFERENCES tick (id),
  process INTEGER NOT NULL REFERENCES process (id),
  comm TEXT NOT NULL,
  PRIMARY KEY (tick, process)
) STRICT, WITHOUT ROWID;

CREATE TABLE jvm_heap (
  tick INTEGER NOT NULL REFERENCES tick (id),
  process INTEGER NOT NULL REFERENCES process (id),
  used_kib INTEGER CHECK (used_kib >= 0),
  capacity_kib INTEGER CHECK (capacity_kib >= 0),
  max_kib INTEGER CHECK (max_kib >= 0),
  collections INTEGER CHECK (collections >= 0),
  whole_collections INTEGER CHECK (whole_collections >= 0),
  PRIMARY KEY (tick, process)
) STRICT, WITHOUT ROWID;

CREATE TABLE process_count (
  tick INTEGER NOT NULL REFERENCES tick (id),
  process INTEGER NOT NULL REFERENCES process (id),
  threads INTEGER CHECK (threads >= 0),
  descriptors INTEGER CHECK (descriptors >= 0),
  zombies INTEGER CHECK (zombies >= 0),
  PRIMARY KEY (tick, process)
) STRICT, WITHOUT ROWID;

DROP VIEW IF EXISTS sample_filled;
