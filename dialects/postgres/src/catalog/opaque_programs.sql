-- What tables may depend on, and what stands beside them: types, programs, operators, extensions that are used. What
-- an extension brought along is told by the extension's name.
WITH members AS NOT MATERIALIZED (
    SELECT d.classid, d.objid, d.refobjid AS extension
    FROM pg_depend d
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
), namespaces AS NOT MATERIALIZED (
    SELECT n.oid, CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END AS prefix
    FROM pg_namespace n
    WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
)
SELECT o.kind, o.prefix || o.name AS name, NULL::text AS namespace, NULL::boolean AS is_default, NULL::text AS table_name,
       o.definition
FROM (
    SELECT 'pg_proc'::regclass::oid AS class, p.oid,
           CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END AS kind, n.prefix,
           format('%s(%s)', p.proname, pg_get_function_identity_arguments(p.oid)) AS name,
           CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END AS definition
    FROM pg_proc p JOIN namespaces n ON n.oid = p.pronamespace
    -- The functions that a range type brings along.
    WHERE NOT EXISTS (SELECT FROM pg_depend i
                      WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')
    UNION ALL
    SELECT 'pg_type'::regclass, t.oid,
           CASE t.typtype WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite type' WHEN 'r' THEN 'range type'
                          WHEN 'e' THEN 'enum type' ELSE 'type' END, n.prefix, t.typname,
           CASE t.typtype
               WHEN 'd' THEN concat_ws(' ', format_type(t.typbasetype, t.typtypmod), 'DEFAULT ' || t.typdefault,
                   CASE WHEN t.typnotnull THEN 'NOT NULL' END,
                   (SELECT string_agg(pg_get_constraintdef(k.oid), ' ' ORDER BY k.conname)
                    FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))
               WHEN 'c' THEN (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', '
                                                ORDER BY a.attnum)
                              FROM pg_attribute a
                              WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
               WHEN 'r' THEN (SELECT r.rngsubtype::regtype::text FROM pg_range r WHERE r.rngtypid = t.oid)
               WHEN 'e' THEN (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
                              FROM pg_enum e WHERE e.enumtypid = t.oid) END
    FROM pg_type t
    JOIN namespaces n ON n.oid = t.typnamespace
    LEFT JOIN pg_class c ON c.oid = t.typrelid
    -- An enum of a field stands in the schema. Array types and the row types of relations are nobody's own.
    WHERE t.typtype IN ('d', 'r', 'b', 'e', 'c') AND NOT (t.typtype = 'b' AND t.typcategory = 'A') AND coalesce(c.relkind, 'c') = 'c'
      AND (t.typtype <> 'e' OR NOT EXISTS (
              SELECT FROM pg_attribute a JOIN pg_class h ON h.oid = a.attrelid AND h.relkind IN ('r', 'p')
              WHERE a.atttypid = t.oid AND NOT a.attisdropped))
    UNION ALL
    SELECT 'pg_operator'::regclass, o.oid, 'operator', n.prefix,
           format('%s(%s,%s)', o.oprname, nullif(o.oprleft, 0)::regtype, nullif(o.oprright, 0)::regtype), o.oprcode::text
    FROM pg_operator o JOIN namespaces n ON n.oid = o.oprnamespace
    UNION ALL
    SELECT 'pg_opclass'::regclass, o.oid, 'operator class', n.prefix, o.opcname, NULL
    FROM pg_opclass o JOIN namespaces n ON n.oid = o.opcnamespace
    UNION ALL
    SELECT 'pg_collation'::regclass, l.oid, 'collation', n.prefix, l.collname, NULL
    FROM pg_collation l JOIN namespaces n ON n.oid = l.collnamespace
    UNION ALL
    SELECT 'pg_ts_config'::regclass, f.oid, 'text search configuration', n.prefix, f.cfgname, NULL
    FROM pg_ts_config f JOIN namespaces n ON n.oid = f.cfgnamespace
    UNION ALL
    SELECT 'pg_event_trigger'::regclass, v.oid, 'event trigger', '', v.evtname, v.evtevent || ' ' || v.evtfoid::regproc
    FROM pg_event_trigger v
    UNION ALL
    SELECT 'pg_publication'::regclass, p.oid, 'publication', '', p.pubname, 'FOR ALL TABLES'
    FROM pg_publication p WHERE p.puballtables
    UNION ALL
    SELECT 'pg_foreign_server'::regclass, s.oid, 'foreign server', '', s.srvname, w.fdwname
    FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    UNION ALL
    -- Those that something depends on which is no part of an extension: most servers have others installed.
    SELECT 'pg_extension'::regclass, x.oid, 'extension', '', x.extname, NULL
    FROM pg_extension x
    WHERE EXISTS (SELECT FROM members m
                  LEFT JOIN pg_type t ON m.classid = 'pg_type'::regclass AND t.oid = m.objid
                  JOIN pg_depend d ON d.refclassid = m.classid AND d.refobjid IN (m.objid, t.typarray)
                                  AND d.classid <> 'pg_type'::regclass
                  WHERE m.extension = x.oid AND d.deptype IN ('n', 'a')
                    AND d.classid IN ('pg_class'::regclass, 'pg_attrdef'::regclass, 'pg_constraint'::regclass,
                                      'pg_trigger'::regclass, 'pg_foreign_server'::regclass)
                    AND NOT EXISTS (SELECT FROM members w WHERE (w.classid, w.objid) = (d.classid, d.objid)))
) o
WHERE NOT EXISTS (SELECT FROM members m WHERE m.classid = o.class AND m.objid = o.oid)
ORDER BY 1, 2
