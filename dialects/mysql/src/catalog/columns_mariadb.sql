-- A default that counts by a sequence names the database of it: our own is left out.
SELECT table_name AS table_name,
       column_name AS column_name,
       column_type AS column_type,
       replace(column_default, concat('`', replace(database(), '`', '``'), '`.'), '') AS column_default,
       is_nullable AS is_nullable,
       collation_name AS collation_name,
       extra AS extra,
       column_comment AS column_comment,
       generation_expression AS generation_expression,
       NULL AS reference_system
FROM information_schema.columns
WHERE table_schema = database()
ORDER BY table_name, ordinal_position
