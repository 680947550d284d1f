-- Views of every kind, what hangs on them, and a view in another namespace.
CREATE SCHEMA other;
CREATE TABLE t (id int PRIMARY KEY, parent int, name text);
CREATE VIEW v AS SELECT id, name FROM t WITH CHECK OPTION;
CREATE VIEW other.v AS SELECT 1 AS one;
CREATE RECURSIVE VIEW chain (id) AS SELECT id FROM t WHERE parent IS NULL UNION ALL SELECT t.id FROM t JOIN chain ON t.parent = chain.id;
CREATE MATERIALIZED VIEW m AS SELECT id, count(*) FROM t GROUP BY id WITH NO DATA;
CREATE UNIQUE INDEX m_id ON m (id);
CREATE VIEW updatable AS SELECT id, name FROM t;
CREATE RULE to_table AS ON INSERT TO updatable DO INSTEAD INSERT INTO t VALUES (NEW.id, NULL, NEW.name);
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER instead INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION nothing();
