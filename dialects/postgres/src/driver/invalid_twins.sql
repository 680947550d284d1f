-- The invalid indexes of these that say the same as a valid one of their table under another name: what a build that was
-- killed left, once it was done again.
SELECT format('%I.%I', n.nspname, twin.relname)
FROM pg_index i
JOIN pg_class twin ON twin.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = twin.relnamespace
WHERE NOT i.indisvalid
  AND twin.relkind = 'i'
  AND format('%I.%I', n.nspname, twin.relname) = ANY ($1)
  AND EXISTS (
      SELECT
      FROM pg_index v
      JOIN pg_class valid ON valid.oid = v.indexrelid
      WHERE v.indrelid = i.indrelid
        AND v.indisvalid
        AND replace(pg_get_indexdef(v.indexrelid), format(' INDEX %I ON ', valid.relname), ' ')
          = replace(pg_get_indexdef(i.indexrelid), format(' INDEX %I ON ', twin.relname), ' ')
  )
ORDER BY 1
