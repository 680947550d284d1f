-- What is attached to tables and has no word in the schema: triggers, rules, policies, statistics; and what constraints
-- and indexes are beside what the schema says of them. The copies of a partitioned table's own objects that its
-- partitions have are told with it. What only to_jsonb() reads is not in every version's catalog.
-- Where statements make it on a table as the schema tells it, they come along; a trigger needs its function first, unless
-- the database brings that. What needs anything else that no migration makes, a view, a role, has none.
WITH relations AS NOT MATERIALIZED (
    SELECT c.*, n.nspname
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND NOT EXISTS (SELECT FROM pg_depend e
                      WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
), constraints AS NOT MATERIALIZED (
    SELECT k.*, r.nspname, r.relname, to_jsonb(k) AS told
    FROM pg_constraint k
    JOIN relations r ON r.oid = k.conrelid
    WHERE k.conparentid = 0 AND r.relkind IN ('r', 'p')
), needs AS NOT MATERIALIZED (
    SELECT d.classid, d.objid, d.refclassid, d.refobjid
    FROM pg_depend d
    LEFT JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid
    WHERE d.classid IN ('pg_trigger'::regclass, 'pg_rewrite'::regclass, 'pg_policy'::regclass,
                        'pg_statistic_ext'::regclass)
      AND d.refclassid <> 'pg_namespace'::regclass
      AND (c.oid IS NULL OR c.relkind NOT IN ('r', 'p'))
), indexes AS NOT MATERIALIZED (
    SELECT i.*, r.nspname, r.relname, r.relkind, r.relispartition, x.relname AS name, x.reloptions, x.relispartition AS is_copy,
           EXISTS (SELECT FROM pg_constraint k
                   WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) AS is_owned
    FROM pg_index i
    JOIN pg_class x ON x.oid = i.indexrelid
    JOIN relations r ON r.oid = i.indrelid
)
SELECT d.kind, d.name, d.nspname AS namespace, d.nspname = current_schema() AS is_default, d.relname AS table_name,
       d.definition, d.sql, d.reverse_sql, d.needed_sql, d.needed_reverse_sql
FROM (
    SELECT 'trigger' AS kind, t.tgname AS name, r.nspname, r.relname, pg_get_triggerdef(t.oid) || e.state AS definition,
           CASE WHEN f.is_made AND NOT EXISTS (SELECT FROM needs n
                                               WHERE n.classid = 'pg_trigger'::regclass AND n.objid = t.oid
                                                 AND (n.refclassid, n.refobjid) <> ('pg_proc'::regclass, t.tgfoid)
                                                 AND n.refclassid <> 'pg_constraint'::regclass)
                THEN pg_get_triggerdef(t.oid, true)
                     || CASE WHEN e.state <> '' THEN format('; ALTER TABLE %s%s TRIGGER %I', t.tgrelid::regclass, e.state,
                                                            t.tgname) ELSE '' END END AS sql,
           format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass) AS reverse_sql,
           CASE WHEN NOT f.is_built_in THEN rtrim(pg_get_functiondef(f.oid), E'\n') END AS needed_sql,
           CASE WHEN NOT f.is_built_in THEN format('DROP FUNCTION %s', f.oid::regprocedure) END AS needed_reverse_sql
    FROM pg_trigger t
    JOIN relations r ON r.oid = t.tgrelid
    JOIN (SELECT p.oid, p.pronamespace = 'pg_catalog'::regnamespace AS is_built_in,
                 p.pronamespace = 'pg_catalog'::regnamespace
                 OR p.pronamespace::regnamespace::text = quote_ident(current_schema())
                    AND l.lanname IN ('plpgsql', 'sql')
                    AND NOT EXISTS (SELECT FROM pg_depend e
                                    WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e') AS is_made
          FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang) f ON f.oid = t.tgfoid
    CROSS JOIN LATERAL (SELECT CASE t.tgenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA'
                                                WHEN 'A' THEN ' ENABLE ALWAYS' ELSE '' END AS state) e
    WHERE NOT t.tgisinternal AND coalesce(to_jsonb(t) ->> 'tgparentid', '0') = '0'
    UNION ALL
    SELECT 'rule', w.rulename, r.nspname, r.relname, pg_get_ruledef(w.oid),
           CASE WHEN w.ev_enabled = 'O' AND NOT EXISTS (SELECT FROM needs n
                                                        WHERE n.classid = 'pg_rewrite'::regclass AND n.objid = w.oid)
                THEN rtrim(pg_get_ruledef(w.oid, true), ';') END,
           format('DROP RULE %I ON %s', w.rulename, w.ev_class::regclass),
           NULL, NULL
    FROM pg_rewrite w JOIN relations r ON r.oid = w.ev_class
    WHERE w.rulename <> '_RETURN'
    UNION ALL
    SELECT 'policy', p.polname, r.nspname, r.relname,
           concat_ws(' ', p.polcmd, CASE WHEN NOT p.polpermissive THEN 'RESTRICTIVE' END,
                     'USING ' || pg_get_expr(p.polqual, p.polrelid),
                     'WITH CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid)),
           CASE WHEN p.polroles = '{0}' AND NOT EXISTS (SELECT FROM needs n
                                                        WHERE n.classid = 'pg_policy'::regclass AND n.objid = p.oid)
                THEN concat_ws(' ', format('CREATE POLICY %I ON %s', p.polname, p.polrelid::regclass),
                     CASE WHEN NOT p.polpermissive THEN 'AS RESTRICTIVE' END,
                     CASE p.polcmd WHEN 'r' THEN 'FOR SELECT' WHEN 'a' THEN 'FOR INSERT' WHEN 'w' THEN 'FOR UPDATE'
                                   WHEN 'd' THEN 'FOR DELETE' END,
                     'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                     'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') END,
           format('DROP POLICY %I ON %s', p.polname, p.polrelid::regclass), NULL, NULL
    FROM pg_policy p JOIN relations r ON r.oid = p.polrelid
    UNION ALL
    SELECT 'statistics', s.stxname, r.nspname, r.relname, pg_get_statisticsobjdef(s.oid),
           CASE WHEN s.stxnamespace::regnamespace::text = quote_ident(current_schema())
                 AND NOT EXISTS (SELECT FROM needs n WHERE n.classid = 'pg_statistic_ext'::regclass AND n.objid = s.oid)
                THEN pg_get_statisticsobjdef(s.oid) END,
           format('DROP STATISTICS %s.%I', s.stxnamespace::regnamespace, s.stxname),
           NULL, NULL
    FROM pg_statistic_ext s JOIN relations r ON r.oid = s.stxrelid
    UNION ALL
    SELECT 'invalid index', i.name, i.nspname, i.relname, pg_get_indexdef(i.indexrelid), NULL, NULL, NULL, NULL
    FROM indexes i WHERE NOT i.indisvalid AND NOT i.is_copy
    UNION ALL
    SELECT 'index', i.name, i.nspname, i.relname, pg_get_indexdef(i.indexrelid), NULL, NULL, NULL, NULL
    FROM indexes i WHERE i.indisvalid AND NOT i.is_owned AND NOT i.is_copy AND (i.relkind = 'm' OR i.relispartition)
    UNION ALL
    SELECT 'index storage', i.name, i.nspname, i.relname, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON '),
           CASE WHEN i.indisvalid
                 AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attoptions IS NOT NULL)
                THEN format('ALTER INDEX %s SET (%s)', i.indexrelid::regclass, array_to_string(i.reloptions, ', ')) END,
           format('ALTER INDEX %s RESET (%s)', i.indexrelid::regclass,
                  (SELECT string_agg(split_part(o, '=', 1), ', ') FROM unnest(i.reloptions) o)), NULL, NULL
    FROM indexes i
    WHERE i.relkind IN ('r', 'p') AND NOT i.relispartition
      AND (i.reloptions IS NOT NULL
           OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attoptions IS NOT NULL))
    UNION ALL
    SELECT 'clustering', i.name, i.nspname, i.relname, NULL,
           format('ALTER TABLE %s CLUSTER ON %I', i.indrelid::regclass, i.name),
           format('ALTER TABLE %s SET WITHOUT CLUSTER', i.indrelid::regclass), NULL, NULL
    FROM indexes i WHERE i.indisclustered
    UNION ALL
    SELECT 'included columns', i.name, i.nspname, i.relname, pg_get_indexdef(i.indexrelid),
           (SELECT format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname,
                          k.conname, pg_get_constraintdef(k.oid))
            FROM pg_constraint k
            WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
              AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conindid = k.conindid AND f.contype = 'f')),
           NULL, NULL, NULL
    FROM indexes i WHERE i.is_owned AND i.indnatts > i.indnkeyatts AND i.relkind IN ('r', 'p') AND NOT i.relispartition
    UNION ALL
    SELECT 'index comment', i.name, i.nspname, i.relname, obj_description(i.indexrelid, 'pg_class'),
           CASE WHEN i.indisvalid
                THEN format('COMMENT ON INDEX %s IS %L', i.indexrelid::regclass,
                            obj_description(i.indexrelid, 'pg_class')) END,
           format('COMMENT ON INDEX %s IS NULL', i.indexrelid::regclass), NULL, NULL
    FROM indexes i WHERE obj_description(i.indexrelid, 'pg_class') IS NOT NULL
    UNION ALL
    SELECT 'constraint comment', k.conname, k.nspname, k.relname, obj_description(k.oid, 'pg_constraint'),
           format('COMMENT ON CONSTRAINT %I ON %s IS %L', k.conname, k.conrelid::regclass,
                  obj_description(k.oid, 'pg_constraint')),
           format('COMMENT ON CONSTRAINT %I ON %s IS NULL', k.conname, k.conrelid::regclass), NULL, NULL
    FROM constraints k WHERE obj_description(k.oid, 'pg_constraint') IS NOT NULL
    UNION ALL
    -- One that means something else than the schema could say is here alone; the others are constraints besides.
    SELECT CASE WHEN k.told ->> 'conenforced' = 'false' THEN 'constraint that is not enforced'
                WHEN k.told ->> 'conperiod' = 'true' THEN 'temporal constraint'
                WHEN NOT k.convalidated THEN 'constraint that is not validated'
                WHEN k.contype = 'p' THEN 'deferrable primary key'
                WHEN k.contype = 'n' THEN 'not null'
                ELSE 'constraint' END,
           k.conname, k.nspname, k.relname, pg_get_constraintdef(k.oid),
           CASE WHEN k.contype <> 'n'
                 AND NOT EXISTS (SELECT FROM pg_depend d
                                 WHERE d.classid = 'pg_class'::regclass AND d.objid = k.conindid
                                   AND d.refclassid = 'pg_opclass'::regclass)
                THEN format('ALTER TABLE %s ', k.conrelid::regclass)
                     || CASE WHEN NOT a.is_alone THEN format('DROP CONSTRAINT %I, ', k.conname) ELSE '' END
                     || format('ADD CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)) END,
           CASE WHEN a.is_alone THEN format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname) END,
           NULL, NULL
    FROM constraints k
    CROSS JOIN LATERAL (SELECT coalesce(k.told ->> 'conenforced', 'true') = 'false'
                               OR coalesce(k.told ->> 'conperiod', 'false') = 'true' AS is_alone) a
    WHERE k.told ->> 'conenforced' = 'false' OR k.told ->> 'conperiod' = 'true'
       OR k.contype <> 'f' AND NOT k.convalidated
       OR k.contype = 'p' AND k.condeferrable
       OR k.contype = 'c' AND k.connoinherit
       OR k.contype = 'n' AND (k.connoinherit OR NOT EXISTS (
              SELECT FROM pg_attribute a
              WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
                AND (k.conname = k.relname || '_' || a.attname || '_not_null' OR length(k.conname) >= 60
                     OR NOT k.conislocal)))
) d
ORDER BY 1, 3, 5, 2
