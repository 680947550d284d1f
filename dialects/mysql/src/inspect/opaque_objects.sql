SELECT 'view' AS kind,
       table_name AS name,
       NULL AS table_name,
       replace(view_definition, concat('`', replace(database(), '`', '``'), '`.'), '') AS definition
FROM information_schema.views
WHERE table_schema = database()
UNION ALL
SELECT 'trigger', trigger_name, event_object_table,
       concat_ws(' ', action_timing, event_manipulation, action_statement)
FROM information_schema.triggers
WHERE trigger_schema = database()
UNION ALL
SELECT lower(routine_type), routine_name, NULL, routine_definition
FROM information_schema.routines
WHERE routine_schema = database()
UNION ALL
SELECT 'event', event_name, NULL, event_definition
FROM information_schema.events
WHERE event_schema = database()
UNION ALL
SELECT 'sequence', table_name, NULL, NULL
FROM information_schema.tables
WHERE table_schema = database()
  AND table_type = 'SEQUENCE'
ORDER BY kind, name
