-- What the tables need before they can be made and neither a model nor a table's own statement makes: schemas, extensions,
-- types that no field has a word for, sequences and functions that defaults, checks and indexes call. In the order in
-- which they can be made: what is needed is older than what needs it.
, members AS MATERIALIZED (
    SELECT d.classid, d.objid, d.refobjid AS extension
    FROM pg_depend d
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
), namespaces AS MATERIALIZED (
    SELECT n.oid, n.nspname FROM pg_namespace n WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
), tables AS MATERIALIZED (
    SELECT c.*
    FROM pg_class c
    JOIN namespaces n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT LIKE 'aksara\_%'
      AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)
), columns AS MATERIALIZED (
    SELECT a.attrelid, a.attnum, a.attname, y.*
    FROM pg_attribute a
    JOIN tables t ON t.oid = a.attrelid
    JOIN pg_type y ON y.oid = a.atttypid
    WHERE a.attnum > 0 AND NOT a.attisdropped
), named(oid) AS (
    -- A field of a domain over a plain type is told as one of that, and the type of a field that is an enum comes with it.
    SELECT c.oid FROM columns c
    WHERE c.typtype <> 'e'
      AND NOT (c.typtype = 'd' AND EXISTS (SELECT FROM pg_type b WHERE b.oid = c.typbasetype AND b.typtype = 'b'))
    UNION
    SELECT part.oid
    FROM named u
    JOIN pg_type y ON y.oid = u.oid
    CROSS JOIN LATERAL (
        SELECT nullif(y.typelem, 0) AS oid
        UNION SELECT nullif(y.typbasetype, 0)
        UNION SELECT r.rngsubtype FROM pg_range r WHERE r.rngtypid = y.oid
        UNION SELECT r.rngtypid FROM pg_range r WHERE (to_jsonb(r) ->> 'rngmultitypid')::oid = y.oid
        UNION SELECT a.atttypid FROM pg_attribute a
              WHERE y.typtype = 'c' AND a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped
    ) part
    WHERE part.oid IS NOT NULL
), users AS MATERIALIZED (
    -- Defaults, generated fields, constraints and indexes of the tables.
    SELECT 'pg_attrdef'::regclass AS class, d.oid FROM pg_attrdef d JOIN tables t ON t.oid = d.adrelid
    UNION ALL
    SELECT 'pg_constraint'::regclass, k.oid FROM pg_constraint k JOIN tables t ON t.oid = k.conrelid
    UNION ALL
    SELECT 'pg_class'::regclass, i.indexrelid FROM pg_index i JOIN tables t ON t.oid = i.indrelid
), used AS MATERIALIZED (
    SELECT DISTINCT d.refclassid AS class, d.refobjid AS oid
    FROM users u JOIN pg_depend d ON d.classid = u.class AND d.objid = u.oid
    UNION
    SELECT 'pg_type'::regclass, n.oid FROM named n
), made AS (
    SELECT 0 AS stage, n.oid, format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname) AS sql, NULL AS reverse_sql
    FROM namespaces n
    WHERE n.nspname <> current_schema()
      AND (EXISTS (SELECT FROM tables t WHERE t.relnamespace = n.oid)
           OR EXISTS (SELECT FROM used u JOIN pg_type y ON u.class = 'pg_type'::regclass AND y.oid = u.oid
                      WHERE y.typnamespace = n.oid)
           OR EXISTS (SELECT FROM used u JOIN pg_proc p ON u.class = 'pg_proc'::regclass AND p.oid = u.oid
                      WHERE p.pronamespace = n.oid))
    UNION ALL
    SELECT 1, x.oid, format('CREATE EXTENSION IF NOT EXISTS %I', x.extname), NULL
    FROM pg_extension x
    WHERE EXISTS (SELECT FROM members m JOIN used u ON u.class = m.classid AND u.oid = m.objid WHERE m.extension = x.oid)
    UNION ALL
    SELECT 2, y.oid,
           CASE y.typtype
               WHEN 'e' THEN format('CREATE TYPE %s AS ENUM (%s)', y.oid::regtype,
                                    (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                                     FROM pg_enum e WHERE e.enumtypid = y.oid))
               WHEN 'c' THEN format('CREATE TYPE %s AS (%s)', y.oid::regtype,
                                    (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)),
                                                       ', ' ORDER BY a.attnum)
                                     FROM pg_attribute a
                                     WHERE a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
               WHEN 'r' THEN (SELECT format('CREATE TYPE %s AS RANGE (SUBTYPE = %s%s)', y.oid::regtype,
                                            r.rngsubtype::regtype,
                                            CASE WHEN r.rngsubdiff <> 0 THEN format(', SUBTYPE_DIFF = %s', r.rngsubdiff)
                                                 ELSE '' END)
                              FROM pg_range r WHERE r.rngtypid = y.oid)
               WHEN 'd' THEN concat_ws(' ', format('CREATE DOMAIN %s AS %s', y.oid::regtype,
                                                   format_type(y.typbasetype, y.typtypmod)),
                                       'DEFAULT ' || y.typdefault, CASE WHEN y.typnotnull THEN 'NOT NULL' END,
                                       (SELECT string_agg(format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)),
                                                          ' ' ORDER BY k.conname)
                                        FROM pg_constraint k WHERE k.contypid = y.oid AND k.contype = 'c')) END,
           format('DROP %s IF EXISTS %s', CASE y.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, y.oid::regtype)
    FROM pg_type y
    JOIN namespaces n ON n.oid = y.typnamespace
    LEFT JOIN pg_class c ON c.oid = y.typrelid
    WHERE EXISTS (SELECT FROM used u WHERE u.class = 'pg_type'::regclass AND u.oid = y.oid)
      AND y.typtype IN ('e', 'c', 'r', 'd') AND coalesce(c.relkind, 'c') = 'c'
      -- What CREATE TABLE makes by itself, and what stands as its base type.
      AND (EXISTS (SELECT FROM named u WHERE u.oid = y.oid) OR y.typtype NOT IN ('e', 'd'))
      AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_type'::regclass AND m.objid = y.oid)
    UNION ALL
    SELECT 2, q.oid, q.sql, format('DROP SEQUENCE %s', q.oid::regclass)
    FROM sequences q
    WHERE EXISTS (SELECT FROM used u WHERE u.class = 'pg_class'::regclass AND u.oid = q.oid)
      AND NOT EXISTS (SELECT FROM pg_depend d
                      WHERE d.classid = 'pg_class'::regclass AND d.objid = q.oid AND d.deptype IN ('i', 'e'))
      -- One that a single column counts by comes with that column.
      AND NOT EXISTS (SELECT FROM counting k WHERE k.sequence = q.oid AND NOT k.is_shared)
    UNION ALL
    SELECT 2, p.oid, rtrim(pg_get_functiondef(p.oid), E'\n'), format('DROP FUNCTION %s', p.oid::regprocedure)
    FROM pg_proc p
    JOIN namespaces n ON n.oid = p.pronamespace
    JOIN pg_language l ON l.oid = p.prolang AND l.lanname IN ('sql', 'plpgsql')
    WHERE p.prokind = 'f'
      AND EXISTS (SELECT FROM used u WHERE u.class = 'pg_proc'::regclass AND u.oid = p.oid)
      AND NOT EXISTS (SELECT FROM members m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
      -- One of a table's rows cannot come before the table.
      AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_class r ON d.refclassid = 'pg_class'::regclass AND r.oid = d.refobjid
                      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid)
)
SELECT m.sql, m.reverse_sql FROM made m ORDER BY m.stage, m.oid
