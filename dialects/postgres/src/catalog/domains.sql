-- Domains over types that are none themselves, with what they add to their base type.
SELECT t.oid::int8 AS id,
       format_type(t.typbasetype, t.typtypmod) AS base,
       t.typnotnull AS required,
       t.typdefault AS expression,
       (SELECT json_agg(pg_get_constraintdef(k.oid) ORDER BY k.conname)
        FROM pg_constraint k
        WHERE k.contypid = t.oid AND k.contype = 'c')::text AS checks
FROM pg_type t
JOIN pg_type b ON b.oid = t.typbasetype AND b.typtype = 'b'
JOIN pg_namespace n ON n.oid = t.typnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
WHERE t.typtype = 'd'
ORDER BY t.oid
