SELECT table_name AS table_name
FROM information_schema.tables
WHERE table_schema = database()
  AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
  AND engine NOT IN (SELECT engine FROM information_schema.engines WHERE transactions = 'YES')
