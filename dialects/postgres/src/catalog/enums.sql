-- Enum types with their values in order. One that is named like a type of the catalog is found by its schema alone.
SELECT t.oid::int8 AS id,
       n.nspname AS namespace,
       n.nspname = current_schema()
           AND NOT EXISTS (SELECT FROM pg_type own
                           WHERE own.typnamespace = 'pg_catalog'::regnamespace AND own.typname = t.typname) AS is_default,
       t.typname AS name,
       (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)::text AS labels
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e'
ORDER BY n.nspname, t.typname
