SELECT constraint_name AS constraint_name,
       check_clause AS check_clause
FROM information_schema.check_constraints
WHERE constraint_schema = database()
