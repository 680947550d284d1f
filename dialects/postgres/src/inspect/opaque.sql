-- What the schema has no word for: views, foreign tables, sequences of nobody, triggers, invalid indexes, partitions,
-- functions, domains. What an extension brings along is the extension's.
SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
                      ELSE 'sequence' END AS kind,
       c.relname AS name, NULL::text AS namespace, NULL::boolean AS is_default, NULL::text AS table_name,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
WHERE c.relkind IN ('v', 'm', 'f', 'S')
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
  -- A sequence that counts a column as a serial's would is told by the column.
  AND NOT EXISTS (SELECT FROM pg_depend s
                  JOIN pg_attrdef d ON d.oid = s.objid
                  JOIN pg_class t ON t.oid = d.adrelid AND t.relnamespace = c.relnamespace
                  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.adnum
                  JOIN pg_sequence u ON u.seqrelid = c.oid AND u.seqincrement = 1 AND NOT u.seqcycle
                  WHERE s.classid = 'pg_attrdef'::regclass AND s.refclassid = 'pg_class'::regclass
                    AND s.refobjid = c.oid AND c.relname = t.relname || '_' || a.attname || '_seq')
UNION ALL
SELECT 'trigger', t.tgname, n.nspname, n.nspname = current_schema(), c.relname, pg_get_triggerdef(t.oid)
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
WHERE NOT t.tgisinternal
UNION ALL
SELECT 'partition', c.relname, NULL, NULL, NULL,
       'PARTITION OF ' || i.inhparent::regclass || ' ' || pg_get_expr(c.relpartbound, c.oid)
FROM pg_class c
JOIN pg_inherits i ON i.inhrelid = c.oid
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f')
UNION ALL
SELECT CASE f.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END,
       f.proname || '(' || pg_get_function_identity_arguments(f.oid) || ')', NULL, NULL, NULL,
       CASE WHEN f.prokind <> 'a' THEN pg_get_functiondef(f.oid) END
FROM pg_proc f
JOIN pg_namespace n ON n.oid = f.pronamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
WHERE NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_proc'::regclass AND e.objid = f.oid AND e.deptype = 'e')
UNION ALL
SELECT 'domain', t.typname, NULL, NULL, NULL,
       concat_ws(' ', format_type(t.typbasetype, t.typtypmod), CASE WHEN t.typnotnull THEN 'NOT NULL' END,
                 'DEFAULT ' || t.typdefault,
                 (SELECT string_agg(pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname)
                  FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
WHERE t.typtype = 'd'
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
UNION ALL
SELECT 'invalid index', x.relname, n.nspname, n.nspname = current_schema(), c.relname, pg_get_indexdef(i.indexrelid)
FROM pg_index i
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
WHERE NOT i.indisvalid AND c.relkind = 'r'
ORDER BY 1, 5, 2
