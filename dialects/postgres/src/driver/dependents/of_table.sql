-- The views and functions that would keep a table from being dropped.
SELECT DISTINCT
  o.type AS kind,
  coalesce(rel.relname::text, o.name, o.identity) AS name
FROM pg_catalog.pg_depend d
LEFT JOIN pg_catalog.pg_rewrite r
  ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid AND r.ev_class <> d.refobjid
LEFT JOIN pg_catalog.pg_class rel ON rel.oid = r.ev_class
CROSS JOIN LATERAL pg_catalog.pg_identify_object(
  CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_catalog.pg_class'::regclass END,
  coalesce(r.ev_class, d.objid),
  0) o
WHERE d.deptype = 'n'
  AND (
    (d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = pg_catalog.to_regclass($1))
    OR (d.refclassid = 'pg_catalog.pg_type'::regclass AND d.refobjid = (
      SELECT reltype FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass($1)))
  )
  AND (r.oid IS NOT NULL OR d.classid = 'pg_catalog.pg_proc'::regclass)
ORDER BY kind, name
