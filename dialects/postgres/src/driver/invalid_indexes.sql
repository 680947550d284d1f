-- Indexes that no query may use. Those that are being built are invalid too, until they are done.
SELECT format('%I.%I', n.nspname, x.relname) AS name
FROM pg_index i
JOIN pg_class x ON x.oid = i.indexrelid AND x.relkind = 'i'
JOIN pg_namespace n ON n.oid = x.relnamespace AND n.nspname !~ '^pg_'
WHERE NOT i.indisvalid
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p
                  WHERE p.index_relid = i.indexrelid AND p.pid <> pg_backend_pid())
ORDER BY 1
