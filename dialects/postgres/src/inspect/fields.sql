-- Columns in the order they were made. A default of nextval() on a sequence that the column owns is a serial, and so it
-- is where nobody owns the sequence but its name is that of a serial's, as older dumps have them.
SELECT a.attrelid::int8 AS table_id,
       a.attname AS name,
       format_type(a.atttypid, a.atttypmod) AS type,
       t.typtype = 'e' AS is_enum,
       t.typtype = 'd' AS is_domain,
       t.oid::int8 AS type_id,
       a.attnotnull AS required,
       a.attidentity <> '' OR (d.adbin IS NOT NULL AND EXISTS (
           SELECT FROM pg_depend s
           JOIN pg_class q ON q.oid = s.objid AND q.relkind = 'S'
           JOIN pg_depend u ON u.refclassid = 'pg_class'::regclass AND u.refobjid = q.oid
                           AND u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid
           WHERE s.classid = 'pg_class'::regclass AND s.refclassid = 'pg_class'::regclass
             AND s.refobjid = a.attrelid AND s.refobjsubid = a.attnum AND s.deptype = 'a'
             AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'
       )) OR (t.typname IN ('int2', 'int4', 'int8') AND EXISTS (
           SELECT FROM pg_depend s
           JOIN pg_class q ON q.oid = s.refobjid AND q.relkind = 'S' AND q.relnamespace = c.relnamespace
           JOIN pg_sequence u ON u.seqrelid = q.oid AND u.seqincrement = 1 AND NOT u.seqcycle
           WHERE s.classid = 'pg_attrdef'::regclass AND s.objid = d.oid AND s.refclassid = 'pg_class'::regclass
             AND q.relname = c.relname || '_' || a.attname || '_seq'
             AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'
       )) AS counts,
       a.attgenerated::text AS generated,
       pg_get_expr(d.adbin, d.adrelid) AS expression,
       CASE WHEN a.attcollation <> t.typcollation THEN l.collname END AS collation,
       col_description(a.attrelid, a.attnum) AS comment
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
