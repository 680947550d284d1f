-- Constraints; NOT NULL is told by the columns, and triggers are no constraints here. Neither is what is not enforced, or
-- holds for periods (see opaque_attached.sql). to_jsonb() reads what only later versions have.
SELECT k.conrelid::int8 AS table_id,
       k.conname AS name,
       k.contype::text AS kind,
       (SELECT json_agg(a.attname ORDER BY p.place)
        FROM unnest(k.conkey) WITH ORDINALITY p (number, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.number)::text AS fields,
       n.nspname AS target_namespace,
       n.nspname = current_schema() AS target_is_default,
       f.relname AS target,
       (SELECT json_agg(a.attname ORDER BY p.place)
        FROM unnest(k.confkey) WITH ORDINALITY p (number, place)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = p.number)::text AS target_fields,
       k.confdeltype::text AS on_delete,
       k.confupdtype::text AS on_update,
       -- Of one field, MATCH FULL is MATCH SIMPLE, and ON DELETE sets that field in any case.
       k.confmatchtype = 'f' AND cardinality(k.conkey) > 1 AS matches_full,
       (SELECT json_agg(a.attname ORDER BY p.place)
        FROM jsonb_array_elements_text(nullif(to_jsonb(k) -> 'confdelsetcols', 'null')) WITH ORDINALITY p (number, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.number::int2
        WHERE cardinality(k.conkey) > 1)::text AS set_on_delete,
       k.convalidated AS validated,
       k.condeferrable AS deferrable,
       k.condeferred AS deferred,
       pg_get_expr(k.conbin, k.conrelid) AS expression,
       coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_not_distinct,
       m.amname AS method,
       pg_get_expr(i.indpred, i.indrelid) AS condition,
       (SELECT json_agg(json_build_array(pg_get_indexdef(k.conindid, p.place::integer, true), o.oprname)
                        ORDER BY p.place)
        FROM unnest(k.conexclop) WITH ORDINALITY p (operator, place)
        JOIN pg_operator o ON o.oid = p.operator)::text AS elements
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid AND c.relkind IN ('r', 'p')
JOIN pg_namespace h ON h.oid = c.relnamespace AND h.nspname <> 'information_schema' AND h.nspname !~ '^pg_'
LEFT JOIN pg_class f ON f.oid = k.confrelid
LEFT JOIN pg_namespace n ON n.oid = f.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('u', 'x', 'p')
LEFT JOIN pg_class x ON x.oid = i.indexrelid
LEFT JOIN pg_am m ON m.oid = x.relam
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0
  AND coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'
  AND coalesce(to_jsonb(k) ->> 'conperiod', 'false') = 'false'
ORDER BY k.conrelid, k.conname
