-- The objects that depend on single columns of a table: one row for each column and object.
SELECT
  a.attname::text AS field,
  o.type AS kind,
  coalesce(con.conname::text, rel.relname::text, o.name, o.identity) AS name,
  d.deptype = 'a' AS goes_along
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
-- A view depends through its rule.
LEFT JOIN pg_catalog.pg_rewrite r
  ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid AND r.ev_class <> d.refobjid
LEFT JOIN pg_catalog.pg_constraint con
  ON d.classid = 'pg_catalog.pg_constraint'::regclass AND con.oid = d.objid
LEFT JOIN pg_catalog.pg_class rel
  ON rel.oid = coalesce(r.ev_class, CASE WHEN d.classid = 'pg_catalog.pg_class'::regclass THEN d.objid END)
CROSS JOIN LATERAL pg_catalog.pg_identify_object(
  CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_catalog.pg_class'::regclass END,
  coalesce(r.ev_class, d.objid),
  CASE WHEN r.oid IS NULL THEN d.objsubid ELSE 0 END) o
WHERE d.refclassid = 'pg_catalog.pg_class'::regclass
  AND d.refobjid = pg_catalog.to_regclass($1)
  AND d.deptype IN ('n', 'a')
  -- Defaults, generated columns and sequences are the table's own; foreign keys of other tables are dropped in their turn.
  AND d.classid <> 'pg_catalog.pg_attrdef'::regclass
  AND NOT (d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = d.refobjid)
  AND NOT (d.classid = 'pg_catalog.pg_constraint'::regclass AND d.deptype = 'n')
  AND rel.relkind IS DISTINCT FROM 'S'
ORDER BY a.attnum, kind, name
