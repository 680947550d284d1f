SELECT table_name AS table_name,
       constraint_name AS constraint_name,
       level AS level,
       check_clause AS check_clause
FROM information_schema.check_constraints
WHERE constraint_schema = database()
ORDER BY table_name, constraint_name
