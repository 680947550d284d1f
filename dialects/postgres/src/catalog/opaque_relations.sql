-- Relations that are no tables of the schema: views, foreign tables, partitions, and sequences but those of the columns
-- that count by them.
-- What is outside the default namespace is named with its own.
SELECT CASE WHEN c.relispartition THEN CASE c.relkind WHEN 'f' THEN 'foreign partition' ELSE 'partition' END
            ELSE CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
                                ELSE 'sequence' END END AS kind,
       CASE WHEN n.nspname = current_schema() THEN c.relname ELSE n.nspname || '.' || c.relname END AS name,
       NULL::text AS namespace, NULL::boolean AS is_default, NULL::text AS table_name,
       CASE WHEN c.relispartition
            THEN (SELECT 'PARTITION OF ' || i.inhparent::regclass FROM pg_inherits i WHERE i.inhrelid = c.oid)
                 || ' ' || pg_get_expr(c.relpartbound, c.oid)
                 || coalesce(' PARTITION BY ' || pg_get_partkeydef(c.oid), '')
            WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid)
            WHEN c.relkind = 'f'
            THEN (SELECT 'SERVER ' || quote_ident(s.srvname) || coalesce(' OPTIONS ' || f.ftoptions::text, '')
                  FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid)
            END AS definition,
       q.sql,
       CASE WHEN q.oid IS NOT NULL THEN format('DROP SEQUENCE %s', q.oid::regclass) END AS reverse_sql
FROM pg_class c
LEFT JOIN sequences q ON q.oid = c.oid
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
WHERE (c.relkind IN ('v', 'm', 'f', 'S') OR c.relkind IN ('r', 'p') AND c.relispartition)
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                    AND (d.deptype = 'e'
                         OR c.relkind = 'S' AND d.deptype = 'i'))
  -- A sequence that counts a column as a serial's would is told by the column.
  AND NOT EXISTS (SELECT FROM counting k WHERE k.sequence = c.oid)
ORDER BY 1, 2
