-- Triggers come in the order in which they run, which is the order in which they must be made. Their text stands here
-- without the escapes in its strings: where it has any, SHOW CREATE TRIGGER alone tells it. One that was made in another
-- way of reading SQL has no statement here.
SELECT 'view' AS kind,
       table_name AS name,
       NULL AS table_name,
       replace(view_definition, concat('`', replace(database(), '`', '``'), '`.'), '') AS definition,
       0 AS position,
       NULL AS `sql`,
       NULL AS reverse_sql,
       NULL AS is_unescaped
FROM information_schema.views
WHERE table_schema = database()
UNION ALL
SELECT 'trigger', trigger_name, event_object_table,
       concat_ws(' ', action_timing, event_manipulation, action_statement),
       action_order,
       CASE WHEN sql_mode NOT REGEXP 'ANSI_QUOTES|PIPES_AS_CONCAT|NO_BACKSLASH_ESCAPES|HIGH_NOT_PRECEDENCE|ORACLE'
            THEN concat('CREATE TRIGGER `', replace(trigger_name, '`', '``'), '` ', action_timing, ' ', event_manipulation,
                        ' ON `', replace(event_object_table, '`', '``'), '` FOR EACH ROW ', action_statement) END,
       concat('DROP TRIGGER `', replace(trigger_name, '`', '``'), '`'),
       action_statement REGEXP '[''"_\\\\]'
FROM information_schema.triggers
WHERE trigger_schema = database()
UNION ALL
SELECT lower(routine_type), routine_name, NULL, routine_definition, 0, NULL, NULL, NULL
FROM information_schema.routines
WHERE routine_schema = database()
UNION ALL
SELECT 'event', event_name, NULL, event_definition, 0, NULL, NULL, NULL
FROM information_schema.events
WHERE event_schema = database()
UNION ALL
SELECT 'sequence', table_name, NULL, NULL, 0, NULL, NULL, NULL
FROM information_schema.tables
WHERE table_schema = database()
  AND table_type = 'SEQUENCE'
ORDER BY kind, position, name
