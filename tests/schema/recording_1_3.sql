-- A Tidemark recording, format 1.3. FORMAT.md beside this file explains every column.
PRAGMA application_id = 1415867755;  -- 0x54646D6B, "Tdmk"
PRAGMA user_version = 1003;          -- 1000 x major + minor

CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  uuid TEXT NOT NULL CHECK (length(uuid) = 36),
  part INTEGER NOT NULL CHECK (part >= 1),
  origin TEXT NOT NULL,
  axis TEXT NOT NULL CHECK (axis IN ('boottime', 'wall')),
  every_sample INTEGER NOT NULL CHECK (every_sample IN (0, 1)),
  start_wall_ns INTEGER NOT NULL,
  start_boottime_ns INTEGER,
  interval_ns INTEGER CHECK (interval_ns > 0),
  ended_cleanly INTEGER NOT NULL DEFAULT 0 CHECK (ended_cleanly IN (0, 1)),
  recorder_version TEXT NOT NULL,
  sampler TEXT,
  filters TEXT,
  command_line_policy TEXT,
  visibility TEXT,
  host TEXT,
  boot_id TEXT,
  pid_namespace INTEGER,
  in_container INTEGER CHECK (in_container IN (0, 1)),
  kernel TEXT,
  cores INTEGER CHECK (cores >= 1),
  page_size_bytes INTEGER CHECK (page_size_bytes > 0),
  clock_ticks_per_second INTEGER CHECK (clock_ticks_per_second > 0),
  mem_total_kib INTEGER CHECK (mem_total_kib > 0),
  swap_total_kib INTEGER CHECK (swap_total_kib >= 0),
  cgroup TEXT,
  tasks_max INTEGER CHECK (tasks_max >= 0),
  fault_stacks TEXT,
  CHECK (axis = 'wall' OR start_boottime_ns IS NOT NULL),
  UNIQUE (uuid, part)
) STRICT;

CREATE TABLE tick (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  boottime_ns INTEGER,
  wall_ns INTEGER NOT NULL,
  scan_duration_ns INTEGER CHECK (scan_duration_ns >= 0),
  interval_ns INTEGER CHECK (interval_ns > 0),
  processes_seen INTEGER CHECK (processes_seen >= 0),
  processes_unread INTEGER CHECK (processes_unread >= 0),
  short_lived_unknown INTEGER CHECK (short_lived_unknown >= 0),
  missed_before INTEGER NOT NULL DEFAULT 0 CHECK (missed_before >= 0),
  gap_reason TEXT,
  mem_available_kib INTEGER CHECK (mem_available_kib >= 0),
  swap_free_kib INTEGER CHECK (swap_free_kib >= 0),
  psi_some_total_us INTEGER CHECK (psi_some_total_us >= 0),
  psi_full_total_us INTEGER CHECK (psi_full_total_us >= 0),
  recorder_cpu_ns INTEGER CHECK (recorder_cpu_ns >= 0),
  recorder_rss_kib INTEGER CHECK (recorder_rss_kib >= 0),
  recorder_written_bytes INTEGER CHECK (recorder_written_bytes >= 0),
  shmem_kib INTEGER CHECK (shmem_kib >= 0),
  slab_unreclaimable_kib INTEGER CHECK (slab_unreclaimable_kib >= 0),
  page_tables_kib INTEGER CHECK (page_tables_kib >= 0),
  oom_kills INTEGER CHECK (oom_kills >= 0),
  cgroup_memory_kib INTEGER CHECK (cgroup_memory_kib >= 0),
  cgroup_anon_kib INTEGER CHECK (cgroup_anon_kib >= 0),
  cgroup_shmem_kib INTEGER CHECK (cgroup_shmem_kib >= 0),
  cgroup_slab_kib INTEGER CHECK (cgroup_slab_kib >= 0),
  cgroup_inactive_file_kib INTEGER CHECK (cgroup_inactive_file_kib >= 0),
  cgroup_oom_kills INTEGER CHECK (cgroup_oom_kills >= 0),
  fault_samples_lost INTEGER CHECK (fault_samples_lost >= 0)
) STRICT;

CREATE TABLE process (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  pid INTEGER NOT NULL CHECK (pid > 0),
  start_ticks INTEGER CHECK (start_ticks >= 0),
  exec_generation INTEGER NOT NULL CHECK (exec_generation >= 0),
  ppid INTEGER CHECK (ppid >= 0),
  uid INTEGER CHECK (uid >= 0),
  comm TEXT NOT NULL,
  exe TEXT,
  command_line TEXT CHECK (command_line IS NULL OR json_valid(command_line)),
  command_line_cut INTEGER CHECK (command_line_cut IN (0, 1)),
  runtime TEXT,
  peak_vm_kib INTEGER CHECK (peak_vm_kib >= 0),
  first_tick INTEGER REFERENCES tick (id),
  exit_tick INTEGER REFERENCES tick (id),
  exit_code INTEGER CHECK (exit_code BETWEEN 0 AND 255),
  exit_signal INTEGER CHECK (exit_signal > 0),
  stop_signal INTEGER CHECK (stop_signal > 0),
  killed_for_memory INTEGER CHECK (killed_for_memory IN (0, 1)),
  cpu_ns INTEGER CHECK (cpu_ns >= 0),
  peak_rss_kib INTEGER CHECK (peak_rss_kib >= 0),
  working_directory TEXT,
  listened INTEGER CHECK (listened IN (0, 1)),
  CHECK (exit_tick > first_tick),
  UNIQUE (session, pid, start_ticks, exec_generation)
) STRICT;

CREATE TABLE sample (
  tick INTEGER NOT NULL REFERENCES tick (id),
  process INTEGER NOT NULL REFERENCES process (id),
  vm_size_kib INTEGER,
  rss_kib INTEGER,
  shared_kib INTEGER,
  data_kib INTEGER,
  minor_faults INTEGER,
  major_faults INTEGER,
  threads INTEGER,
  swap_kib INTEGER,
  shmem_kib INTEGER,
  PRIMARY KEY (tick, process)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE cgroup (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE process_cgroup (
  tick INTEGER NOT NULL REFERENCES tick (id),
  process INTEGER NOT NULL REFERENCES process (id),
  cgroup INTEGER REFERENCES cgroup (id),
  PRIMARY KEY (tick, process)
) STRICT, WITHOUT ROWID;

CREATE TABLE cgroup_limit (
  tick INTEGER NOT NULL REFERENCES tick (id),
  cgroup INTEGER NOT NULL REFERENCES cgroup (id),
  limit_bytes INTEGER CHECK (limit_bytes >= 0),
  PRIMARY KEY (tick, cgroup)
) STRICT, WITHOUT ROWID;

CREATE TABLE mark (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id),
  kind TEXT NOT NULL CHECK (kind IN ('begin', 'end', 'note')),
  name TEXT NOT NULL,
  boottime_ns INTEGER,
  wall_ns INTEGER NOT NULL,
  sender_pid INTEGER CHECK (sender_pid > 0),
  sender_held_kib INTEGER CHECK (sender_held_kib >= 0)
) STRICT;

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
-- Every process's values at every tick at which it was alive and observed, the unchanged ones filled in.
CREATE VIEW sample_filled AS
WITH alive AS (
  SELECT t.id AS tick, p.id AS process, t.session, p.pid, p.comm, t.boottime_ns, t.wall_ns,
         s.vm_size_kib, s.rss_kib, s.shared_kib, s.data_kib, s.minor_faults, s.major_faults, s.threads,
         s.swap_kib, s.shmem_kib,
         count(s.tick) OVER (PARTITION BY p.id ORDER BY t.id) AS version
  FROM process AS p
  JOIN session AS e ON e.id = p.session
  JOIN tick AS t ON t.session = p.session AND t.id >= p.first_tick
    AND (p.exit_tick IS NULL OR t.id < p.exit_tick)
  LEFT JOIN sample AS s ON s.tick = t.id AND s.process = p.id
  WHERE e.every_sample = 0 OR s.tick IS NOT NULL
), filled AS (
  SELECT tick, process, session, pid, comm, boottime_ns, wall_ns,
         first_value(vm_size_kib) OVER same AS vm_size_kib,
         first_value(rss_kib) OVER same AS rss_kib,
         first_value(shared_kib) OVER same AS shared_kib,
         first_value(data_kib) OVER same AS data_kib,
         first_value(minor_faults) OVER same AS minor_faults,
         first_value(major_faults) OVER same AS major_faults,
         first_value(threads) OVER same AS threads,
         first_value(swap_kib) OVER same AS swap_kib,
         first_value(shmem_kib) OVER same AS shmem_kib
  FROM alive
  WINDOW same AS (PARTITION BY process, version ORDER BY tick)
)
SELECT * FROM filled
WHERE coalesce(vm_size_kib, rss_kib, shared_kib, data_kib) IS NOT NULL;
