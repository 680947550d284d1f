SELECT table_name AS table_name,
       column_name AS column_name,
       column_type AS column_type,
       {column_default} AS column_default,
       is_nullable AS is_nullable,
       collation_name AS collation_name,
       extra AS extra,
       column_comment AS column_comment,
       generation_expression AS generation_expression,
       {reference_system} AS reference_system
FROM information_schema.columns
WHERE table_schema = database()
ORDER BY table_name, ordinal_position
