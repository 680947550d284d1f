-- Views and triggers of every state, virtual tables, temporary things.
CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b int);
CREATE TABLE gone (a int);
CREATE VIEW v (x, y) AS SELECT a, b FROM t;
CREATE VIEW broken AS SELECT a FROM nowhere;
CREATE VIEW [odd "view"] AS SELECT ')' FROM v;
CREATE TRIGGER on_view INSTEAD OF INSERT ON v BEGIN INSERT INTO t (b) VALUES (NEW.y); END;
CREATE TRIGGER [on; table] AFTER UPDATE OF b ON t WHEN NEW.b > 1 BEGIN UPDATE nowhere SET x = 1; SELECT ';'; END;
CREATE TEMP TABLE temporary (a int);
CREATE TEMP VIEW temporary_view AS SELECT 1;
CREATE TEMP TRIGGER temporary_trigger AFTER INSERT ON t BEGIN SELECT 1; END;
CREATE VIRTUAL TABLE words USING fts5 (title, body, tokenize = 'porter ascii');
CREATE VIRTUAL TABLE boxes USING rtree (id, low, high, +note);
