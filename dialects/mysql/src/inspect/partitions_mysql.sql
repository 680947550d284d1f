-- How tables are partitioned. MariaDB's view of partitions opens every table: there the tables' options alone tell it.
SELECT DISTINCT 'partitioning' AS kind,
       table_name AS name,
       table_name AS table_name,
       concat_ws(' ', partition_method, partition_expression, subpartition_method, subpartition_expression) AS definition
FROM information_schema.partitions
WHERE table_schema = database()
  AND partition_method IS NOT NULL
ORDER BY name
