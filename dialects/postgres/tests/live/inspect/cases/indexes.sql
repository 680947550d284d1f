-- Indexes of every kind.
CREATE TABLE t (a int, b text, c int[], d point, e text COLLATE "C", f tsvector);
CREATE INDEX i_gin ON t USING gin (c) WITH (fastupdate = off);
CREATE INDEX i_gist ON t USING gist (d);
CREATE INDEX i_brin ON t USING brin (a int4_minmax_multi_ops (values_per_range = 16)) WITH (pages_per_range = 4);
CREATE INDEX i_hash ON t USING hash (b);
CREATE INDEX i_spgist ON t USING spgist (d);
CREATE INDEX i_order ON t (a DESC NULLS LAST, b NULLS FIRST, e DESC);
CREATE INDEX i_class ON t (b text_pattern_ops, (lower(e)) varchar_pattern_ops);
CREATE INDEX i_collation ON t (b COLLATE "C", e COLLATE "default", (lower(b)) COLLATE "POSIX", (b COLLATE "C" || 'x'));
CREATE UNIQUE INDEX i_part ON t (a) INCLUDE (b, c) WHERE b IS NOT NULL AND a > 3;
CREATE UNIQUE INDEX i_nulls ON t (b) NULLS NOT DISTINCT;
CREATE INDEX i_expression ON t ((a + 1), (c[1]), ((b || 'x')));
CREATE INDEX i_fill ON t (b) WITH (fillfactor = 70);
CREATE INDEX "I'd ""like"" %s" ON t (a);
CREATE INDEX i_word ON t USING gin (to_tsvector('simple', b));
COMMENT ON INDEX i_hash IS 'why';
ALTER TABLE t CLUSTER ON i_fill;
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i_hash'::regclass;
