-- Indexes that no constraint owns. Bits of indoption: 1 is DESC, 2 is NULLS FIRST. An expression has a collation of its
-- own, which no catalog tells: only the index's definition says whether it is indexed with another.
SELECT i.indrelid::int8 AS table_id,
       x.relname AS name,
       i.indisunique AS is_unique,
       m.amname AS method,
       coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_not_distinct,
       pg_get_expr(i.indpred, i.indrelid) AS condition,
       (SELECT json_agg(json_build_object(
                   'field', a.attname,
                   'expression', CASE WHEN k.number = 0 THEN pg_get_indexdef(i.indexrelid, k.place::integer, true) END,
                   'descending', (i.indoption[k.place - 1] & 1) = 1,
                   'nulls_first', (i.indoption[k.place - 1] & 2) = 2,
                   'collation', CASE WHEN k.number <> 0 AND l.oid <> a.attcollation THEN l.collname
                                     WHEN k.number = 0 AND position(
                                         pg_get_indexdef(i.indexrelid, k.place::integer, false) || ' COLLATE '
                                         IN pg_get_indexdef(i.indexrelid)) > 0 THEN l.collname END,
                   'class', CASE WHEN NOT o.opcdefault THEN o.opcname END) ORDER BY k.place)
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (number, place)
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number <> 0
        LEFT JOIN pg_collation l ON l.oid = i.indcollation[k.place - 1]
        LEFT JOIN pg_opclass o ON o.oid = i.indclass[k.place - 1]
        WHERE k.place <= i.indnkeyatts)::text AS parts,
       (SELECT json_agg(a.attname ORDER BY k.place)
        FROM unnest(i.indkey::int2[]) WITH ORDINALITY k (number, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
        WHERE k.place > i.indnkeyatts)::text AS include
FROM pg_index i
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid AND c.relkind IN ('r', 'p')
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
JOIN pg_am m ON m.oid = x.relam
WHERE i.indisvalid
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY i.indrelid, x.relname
