-- Comments on what no table's own words or statements tell: types, triggers, policies, rules, functions, views, statistics.
SELECT 'comment' AS kind, o.type || ' ' || o.identity AS name,
       NULL::text AS namespace, NULL::boolean AS is_default, NULL::text AS table_name, d.description AS definition
FROM pg_description d
CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, 0) o
WHERE d.objsubid = 0
  AND d.classoid IN ('pg_type'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_rewrite'::regclass,
                     'pg_proc'::regclass, 'pg_statistic_ext'::regclass)
  AND d.objoid >= 16384
  AND o.schema IS DISTINCT FROM 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend e
                  WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
ORDER BY 2
