-- Columns that count as a serial does: their default is the next number of a sequence that the column owns, or that nobody
-- owns but that has the name of a serial's, as older dumps have them. A sequence that other defaults take from as well is
-- shared. What makes a sequence says only what is not usual.
WITH RECURSIVE sequences AS MATERIALIZED (
    SELECT c.oid, c.relname, c.relnamespace, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, s.seqtypid,
           concat_ws(E';\n', concat_ws(' ', 'CREATE SEQUENCE', c.oid::regclass,
                     CASE WHEN s.seqtypid <> 'int8'::regtype THEN format('AS %s', s.seqtypid::regtype) END,
                     CASE WHEN s.seqincrement <> 1 THEN format('INCREMENT BY %s', s.seqincrement) END,
                     CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE -z.greatest - 1 END
                          THEN format('MINVALUE %s', s.seqmin) END,
                     CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN z.greatest ELSE -1 END
                          THEN format('MAXVALUE %s', s.seqmax) END,
                     CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END
                          THEN format('START WITH %s', s.seqstart) END,
                     CASE WHEN s.seqcache <> 1 THEN format('CACHE %s', s.seqcache) END,
                     CASE WHEN s.seqcycle THEN 'CYCLE' END),
                     'COMMENT ON SEQUENCE ' || c.oid::regclass || ' IS ' || quote_literal(obj_description(c.oid, 'pg_class'))) AS sql
    FROM pg_class c
    JOIN pg_sequence s ON s.seqrelid = c.oid
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    CROSS JOIN LATERAL (SELECT CASE s.seqtypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647
                                               ELSE 9223372036854775807 END AS greatest) z
), owned AS MATERIALIZED (
    SELECT d.objid AS sequence, d.refobjid AS attrelid, d.refobjsubid AS attnum
    FROM pg_depend d
    JOIN sequences s ON s.oid = d.objid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
), taken AS MATERIALIZED (
    SELECT DISTINCT s.oid AS sequence, f.adrelid, f.adnum, f.oid AS attrdef
    FROM pg_depend u
    JOIN sequences s ON s.oid = u.refobjid
    JOIN pg_attrdef f ON f.oid = u.objid
    JOIN pg_class t ON t.oid = f.adrelid AND NOT t.relispartition
    WHERE u.classid = 'pg_attrdef'::regclass AND u.refclassid = 'pg_class'::regclass
), counting AS MATERIALIZED (
    SELECT k.sequence, k.adrelid AS attrelid, k.adnum AS attnum, o.sequence IS NOT NULL AS is_owned,
           EXISTS (SELECT FROM taken u WHERE u.sequence = k.sequence AND u.attrdef <> k.attrdef) AS is_shared,
           pg_get_expr(f.adbin, f.adrelid) AS expression
    FROM taken k
    JOIN pg_attrdef f ON f.oid = k.attrdef
    JOIN sequences s ON s.oid = k.sequence
    JOIN pg_class t ON t.oid = k.adrelid
    JOIN pg_attribute a ON a.attrelid = k.adrelid AND a.attnum = k.adnum AND a.attnotnull AND NOT a.attisdropped
    JOIN pg_type y ON y.oid = a.atttypid AND y.typname IN ('int2', 'int4', 'int8')
    LEFT JOIN owned o ON o.sequence = k.sequence AND o.attrelid = k.adrelid AND o.attnum = k.adnum
    WHERE pg_get_expr(f.adbin, f.adrelid) ~ '^nextval\(''([^'']|'''')+''::regclass\)$'
      AND (o.sequence IS NOT NULL
           OR s.relnamespace = t.relnamespace AND s.relname = t.relname || '_' || a.attname || '_seq'
              AND s.seqincrement = 1 AND NOT s.seqcycle)
), serials AS MATERIALIZED (
    SELECT k.*,
           concat_ws(E';\n', format('ALTER TABLE %s ALTER COLUMN %I DROP IDENTITY', k.attrelid::regclass, a.attname),
                     CASE WHEN NOT k.is_shared THEN s.sql END,
                     format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT %s', k.attrelid::regclass, a.attname, k.expression),
                     CASE WHEN k.is_owned THEN format('ALTER SEQUENCE %s OWNED BY %s.%I', k.sequence::regclass,
                                                      k.attrelid::regclass, a.attname) END) AS sql,
           -- A sequence that the column owns goes with its table.
           CASE WHEN k.is_owned AND k.is_shared THEN format('ALTER SEQUENCE %s OWNED BY NONE', k.sequence::regclass)
                WHEN NOT k.is_owned AND NOT k.is_shared
                THEN format(E'ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT;\nDROP SEQUENCE %s', k.attrelid::regclass, a.attname,
                            k.sequence::regclass) END AS reverse_sql
    FROM counting k
    JOIN sequences s ON s.oid = k.sequence
    JOIN pg_attribute a ON a.attrelid = k.attrelid AND a.attnum = k.attnum
)
