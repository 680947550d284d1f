SELECT table_name AS table_name,
       table_type AS table_type,
       engine AS engine,
       table_collation AS table_collation,
       table_comment AS table_comment,
       create_options AS create_options
FROM information_schema.tables
WHERE table_schema = database()
  AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
ORDER BY table_name
