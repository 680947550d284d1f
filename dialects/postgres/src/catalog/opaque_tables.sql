-- What tables and their columns are beside what the schema says of them. Owners, tablespaces and privileges of whole
-- tables belong to the installation, and no change of a table takes them away; those of a column go with the column.
-- Where statements make it on a table as the schema tells it, they come along.
, tables AS NOT MATERIALIZED (
    SELECT c.*, n.nspname
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND NOT EXISTS (SELECT FROM pg_depend e
                      WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
), columns AS NOT MATERIALIZED (
    SELECT a.*, t.nspname, t.relname, to_jsonb(a) - 'attmissingval' AS told
    FROM pg_attribute a
    JOIN tables t ON t.oid = a.attrelid
    WHERE a.attnum > 0 AND NOT a.attisdropped
)
SELECT d.kind, d.name, d.nspname AS namespace, d.nspname = current_schema() AS is_default, d.relname AS table_name,
       d.definition, d.sql, d.reverse_sql
FROM (
    SELECT 'partitioning' AS kind, t.relname AS name, t.nspname, t.relname, pg_get_partkeydef(t.oid) AS definition,
           NULL AS sql, NULL AS reverse_sql
    FROM tables t WHERE t.relkind = 'p'
    UNION ALL
    SELECT 'inheritance', t.relname, t.nspname, t.relname,
           (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)
            FROM pg_inherits i WHERE i.inhrelid = t.oid),
           (SELECT format('ALTER TABLE %s ', t.oid::regclass)
                   || string_agg('INHERIT ' || i.inhparent::regclass, ', ' ORDER BY i.inhseqno)
            FROM pg_inherits i WHERE i.inhrelid = t.oid),
           (SELECT format('ALTER TABLE %s ', t.oid::regclass)
                   || string_agg('NO INHERIT ' || i.inhparent::regclass, ', ' ORDER BY i.inhseqno)
            FROM pg_inherits i WHERE i.inhrelid = t.oid)
    FROM tables t WHERE EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = t.oid)
    UNION ALL
    SELECT 'type of the table', t.relname, t.nspname, t.relname, t.reloftype::regtype::text, NULL, NULL
    FROM tables t WHERE t.reloftype <> 0
    UNION ALL
    SELECT 'unlogged table', t.relname, t.nspname, t.relname, 'UNLOGGED',
           CASE WHEN NOT EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND t.oid IN (k.conrelid, k.confrelid))
                THEN format('ALTER TABLE %s SET UNLOGGED', t.oid::regclass) END,
           format('ALTER TABLE %s SET LOGGED', t.oid::regclass)
    FROM tables t WHERE t.relpersistence = 'u'
    UNION ALL
    SELECT 'storage parameters', t.relname, t.nspname, t.relname, t.reloptions::text,
           format('ALTER TABLE %s SET (%s)', t.oid::regclass, array_to_string(t.reloptions, ', ')),
           format('ALTER TABLE %s RESET (%s)', t.oid::regclass,
                  (SELECT string_agg(split_part(o, '=', 1), ', ') FROM unnest(t.reloptions) o))
    FROM tables t WHERE t.reloptions IS NOT NULL
    UNION ALL
    SELECT 'access method', t.relname, t.nspname, t.relname, m.amname, NULL, NULL
    FROM tables t JOIN pg_am m ON m.oid = t.relam WHERE m.amname <> 'heap'
    UNION ALL
    SELECT 'replica identity', t.relname, t.nspname, t.relname, t.relreplident::text,
           CASE t.relreplident WHEN 'f' THEN format('ALTER TABLE %s REPLICA IDENTITY FULL', t.oid::regclass)
                               WHEN 'n' THEN format('ALTER TABLE %s REPLICA IDENTITY NOTHING', t.oid::regclass) END,
           format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', t.oid::regclass)
    FROM tables t WHERE t.relreplident <> 'd'
    UNION ALL
    SELECT 'row level security', t.relname, t.nspname, t.relname,
           CASE WHEN t.relforcerowsecurity THEN 'FORCE' ELSE 'ENABLE' END,
           format('ALTER TABLE %s ', t.oid::regclass)
               || concat_ws(', ', CASE WHEN t.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END,
                            CASE WHEN t.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END),
           format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', t.oid::regclass)
    FROM tables t WHERE t.relrowsecurity OR t.relforcerowsecurity
    UNION ALL
    SELECT 'publication', p.pubname, t.nspname, t.relname, NULL, NULL, NULL
    FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid JOIN tables t ON t.oid = r.prrelid
    UNION ALL
    SELECT 'column privileges', a.attname, a.nspname, a.relname, a.attacl::text, NULL, NULL
    FROM columns a WHERE a.attacl IS NOT NULL
    UNION ALL
    SELECT 'column storage', a.attname, a.nspname, a.relname,
           concat_ws(' ', a.attstorage, nullif(a.told ->> 'attcompression', ''), a.attoptions::text,
                     nullif(a.told ->> 'attstattarget', '-1')),
           NULL, NULL
    FROM columns a JOIN pg_type y ON y.oid = a.atttypid
    WHERE a.attstorage <> y.typstorage OR a.told ->> 'attcompression' <> '' OR a.attoptions IS NOT NULL
       OR coalesce(a.told ->> 'attstattarget', '-1') <> '-1'
    UNION ALL
    -- The schema's own counting is BY DEFAULT, from one in steps of one.
    SELECT 'identity', a.attname, a.nspname, a.relname,
           format('GENERATED %s AS IDENTITY START %s INCREMENT %s MINVALUE %s MAXVALUE %s CACHE %s%s',
                  CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, s.seqstart, s.seqincrement, s.seqmin,
                  s.seqmax, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' END),
           CASE WHEN a.attidentity <> ''
                THEN format('ALTER TABLE %s ALTER COLUMN %I SET GENERATED %s SET START WITH %s SET INCREMENT BY %s '
                                || 'SET MINVALUE %s SET MAXVALUE %s SET CACHE %s SET %s RESTART',
                            a.attrelid::regclass, a.attname,
                            CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, s.seqstart, s.seqincrement,
                            s.seqmin, s.seqmax, s.seqcache, CASE WHEN s.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END)
                ELSE k.sql END,
           k.reverse_sql
    FROM columns a
    JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                    AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i')
    JOIN pg_sequence s ON s.seqrelid = d.objid
    LEFT JOIN serials k ON k.sequence = d.objid AND k.is_owned
    WHERE (a.attidentity <> '' OR k.sequence IS NOT NULL)
      AND (a.attidentity = 'a' OR s.seqcycle
       OR (s.seqstart, s.seqincrement, s.seqmin, s.seqcache) <> (1, 1, 1, 1)
       OR s.seqmax <> CASE s.seqtypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
                                      ELSE 9223372036854775807 END)
) d
ORDER BY 1, 3, 5, 2
