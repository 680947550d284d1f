-- How tables are partitioned, one row for each partition or subpartition. MariaDB's view of partitions opens every table:
-- there the tables' options alone tell it.
SELECT table_name AS table_name,
       partition_name AS partition_name,
       partition_method AS method,
       partition_expression AS expression,
       subpartition_method AS submethod,
       subpartition_expression AS subexpression,
       partition_description AS description
FROM information_schema.partitions
WHERE table_schema = database()
  AND partition_method IS NOT NULL
ORDER BY table_name, partition_ordinal_position, subpartition_ordinal_position
