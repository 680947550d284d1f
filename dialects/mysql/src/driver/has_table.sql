SELECT 1
FROM information_schema.tables
WHERE table_schema = coalesce(?, database())
  AND table_name = ?
  AND table_type <> 'VIEW'
