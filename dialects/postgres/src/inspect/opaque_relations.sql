-- Relations that are no tables of the schema: views, foreign tables, partitions, and sequences but those of the columns
-- that own and use them.
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
            END AS definition
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
WHERE (c.relkind IN ('v', 'm', 'f', 'S') OR c.relkind IN ('r', 'p') AND c.relispartition)
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                    AND (d.deptype = 'e'
                         OR c.relkind = 'S' AND d.deptype = 'i'
                         OR c.relkind = 'S' AND d.deptype = 'a'
                            AND EXISTS (SELECT FROM pg_attrdef f
                                        JOIN pg_depend u ON u.classid = 'pg_attrdef'::regclass AND u.objid = f.oid
                                        WHERE f.adrelid = d.refobjid AND f.adnum = d.refobjsubid
                                          AND u.refclassid = 'pg_class'::regclass AND u.refobjid = c.oid)))
  -- A sequence that counts a column as a serial's would is told by the column.
  AND NOT EXISTS (SELECT FROM pg_depend s
                  JOIN pg_attrdef d ON d.oid = s.objid
                  JOIN pg_class t ON t.oid = d.adrelid AND t.relnamespace = c.relnamespace
                  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.adnum
                  JOIN pg_sequence u ON u.seqrelid = c.oid AND u.seqincrement = 1 AND NOT u.seqcycle
                  WHERE s.classid = 'pg_attrdef'::regclass AND s.refclassid = 'pg_class'::regclass
                    AND s.refobjid = c.oid AND c.relname = t.relname || '_' || a.attname || '_seq')
ORDER BY 1, 2
