-- DISTINCT keeps MariaDB from joining row by row, which takes the square of the tables: it makes a table with a key first.
SELECT parts.table_name AS table_name,
       parts.constraint_name AS constraint_name,
       parts.column_name AS column_name,
       parts.referenced_table_schema AS target_schema,
       database() AS own_schema,
       parts.referenced_table_name AS target_table,
       parts.referenced_column_name AS target_column,
       rules.delete_rule AS delete_rule,
       rules.update_rule AS update_rule
FROM information_schema.key_column_usage AS parts
JOIN (SELECT DISTINCT constraint_schema, table_name, constraint_name, delete_rule, update_rule
      FROM information_schema.referential_constraints
      WHERE constraint_schema = database()) AS rules
  ON rules.constraint_schema = parts.constraint_schema
 AND rules.table_name = parts.table_name
 AND rules.constraint_name = parts.constraint_name
WHERE parts.table_schema = database()
  AND parts.referenced_table_name IS NOT NULL
ORDER BY parts.table_name, parts.constraint_name, parts.ordinal_position
