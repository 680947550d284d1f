-- Triggers come in the order in which they run, which is the order in which they must be made.
SELECT 'view' AS kind,
       table_name AS name,
       NULL AS table_name,
       replace(view_definition, concat('`', replace(database(), '`', '``'), '`.'), '') AS definition,
       0 AS position,
       NULL AS `sql`,
       NULL AS reverse_sql
FROM information_schema.views
WHERE table_schema = database()
UNION ALL
SELECT 'trigger', trigger_name, event_object_table,
       concat_ws(' ', action_timing, event_manipulation, action_statement),
       action_order,
       concat('CREATE TRIGGER `', replace(trigger_name, '`', '``'), '` ', action_timing, ' ', event_manipulation,
              ' ON `', replace(event_object_table, '`', '``'), '` FOR EACH ROW ', action_statement),
       concat('DROP TRIGGER `', replace(trigger_name, '`', '``'), '`')
FROM information_schema.triggers
WHERE trigger_schema = database()
UNION ALL
SELECT lower(routine_type), routine_name, NULL, routine_definition, 0, NULL, NULL
FROM information_schema.routines
WHERE routine_schema = database()
UNION ALL
SELECT 'event', event_name, NULL, event_definition, 0, NULL, NULL
FROM information_schema.events
WHERE event_schema = database()
UNION ALL
SELECT 'sequence', table_name, NULL, NULL, 0, NULL, NULL
FROM information_schema.tables
WHERE table_schema = database()
  AND table_type = 'SEQUENCE'
ORDER BY kind, position, name
