-- What says the same as the schema in another way: an identity whose sequence has another name than its own, a serial in the
-- place of an identity, a sequence that belongs to a column which does not count by it. In an order in which names are free:
-- a name with a number more was taken later.
SELECT d.kind, d.name, n.nspname AS namespace, n.nspname = current_schema() AS is_default, t.relname AS table_name,
       d.definition, d.sql, d.reverse_sql
FROM (
    SELECT 0 AS stage, i.attrelid, s.relname AS sequence, 'sequence of an identity' AS kind, a.attname AS name,
           s.oid::regclass::text AS definition,
           format('ALTER SEQUENCE %s RENAME TO %I',
                  CASE WHEN n.nspname = current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END
                      || quote_ident(t.relname || '_' || a.attname || '_seq'), s.relname) AS sql,
           NULL AS reverse_sql
    FROM (SELECT d.objid, d.refobjid AS attrelid, d.refobjsubid AS attnum
          FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i') i
    JOIN sequences s ON s.oid = i.objid
    JOIN pg_class t ON t.oid = i.attrelid AND t.relnamespace = s.relnamespace
    JOIN pg_namespace n ON n.oid = t.relnamespace
    JOIN pg_attribute a ON a.attrelid = i.attrelid AND a.attnum = i.attnum AND a.attidentity <> ''
    WHERE s.relname <> t.relname || '_' || a.attname || '_seq'
      AND octet_length(t.relname || '_' || a.attname || '_seq') < 64
    UNION ALL
    SELECT 1, k.attrelid, s.relname, 'serial', a.attname, k.expression, k.sql, k.reverse_sql
    FROM serials k
    JOIN sequences s ON s.oid = k.sequence
    JOIN pg_attribute a ON a.attrelid = k.attrelid AND a.attnum = k.attnum
    UNION ALL
    SELECT 2, o.attrelid, s.relname, 'owner of a sequence', a.attname, s.oid::regclass::text,
           format('ALTER SEQUENCE %s OWNED BY %s.%I', s.oid::regclass, o.attrelid::regclass, a.attname),
           format('ALTER SEQUENCE %s OWNED BY NONE', s.oid::regclass)
    FROM owned o
    JOIN sequences s ON s.oid = o.sequence
    JOIN pg_attribute a ON a.attrelid = o.attrelid AND a.attnum = o.attnum
    WHERE NOT EXISTS (SELECT FROM counting k WHERE k.sequence = o.sequence AND k.is_owned)
    UNION ALL
    -- A column that comes from the parent alone goes with the parent's; a baseline gives the table one of its own.
    SELECT 3, a.attrelid, '', 'column that is only inherited', a.attname, NULL, NULL, NULL
    FROM pg_attribute a
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attinhcount > 0 AND NOT a.attislocal
) d
JOIN pg_class t ON t.oid = d.attrelid AND t.relkind IN ('r', 'p') AND NOT t.relispartition
JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = 'pg_class'::regclass AND e.objid = t.oid AND e.deptype = 'e')
ORDER BY d.stage, d.sequence DESC, 3, 5, 2
