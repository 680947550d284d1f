SELECT constraints.table_name AS table_name,
       checks.constraint_name AS constraint_name,
       'Table' AS level,
       checks.check_clause AS check_clause
FROM information_schema.check_constraints AS checks
JOIN information_schema.table_constraints AS constraints
  ON constraints.constraint_schema = checks.constraint_schema
 AND constraints.constraint_name = checks.constraint_name
 AND constraints.constraint_type = 'CHECK'
WHERE checks.constraint_schema = database()
ORDER BY constraints.table_name, checks.constraint_name
