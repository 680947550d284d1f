-- The tables that are partitioned: those by a key of no fields do not say so among their options. MariaDB's view of
-- partitions opens every table, and its options tell all of them.
SELECT DISTINCT table_name AS table_name
FROM information_schema.partitions
WHERE table_schema = database()
  AND partition_method IS NOT NULL
