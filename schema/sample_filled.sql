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
