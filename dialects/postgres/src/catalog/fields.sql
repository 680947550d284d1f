-- Columns in the order they were made.
SELECT a.attrelid::int8 AS table_id,
       a.attname AS name,
       format_type(a.atttypid, a.atttypmod) AS type,
       t.typtype = 'e' AS is_enum,
       t.typtype = 'd' AS is_domain,
       t.oid::int8 AS type_id,
       a.attnotnull AS required,
       a.attidentity <> '' OR k.sequence IS NOT NULL AS counts,
       a.attgenerated::text AS generated,
       pg_get_expr(d.adbin, d.adrelid) AS expression,
       CASE WHEN a.attcollation <> t.typcollation THEN l.collname END AS collation,
       col_description(a.attrelid, a.attnum) AS comment
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN counting k ON k.attrelid = a.attrelid AND k.attnum = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
