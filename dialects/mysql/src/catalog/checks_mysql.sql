SELECT table_name AS table_name,
       constraint_name AS constraint_name,
       'Table' AS level,
       enforced AS enforced
FROM information_schema.table_constraints
WHERE table_schema = database()
  AND constraint_type = 'CHECK'
ORDER BY table_name, constraint_name
