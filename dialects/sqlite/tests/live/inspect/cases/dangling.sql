-- What SQLite takes although its own syntax does not have it.
CREATE TABLE t (a int CHECK (a > 0), b int CONSTRAINT dangling, c text COLLATE nocase, d int AS (a + 1));
CREATE TABLE u (a int CONSTRAINT x, b text, CONSTRAINT y);
CREATE TABLE deferrable_apart (a int CHECK (a > 0), b int NOT NULL DEFERRABLE INITIALLY DEFERRED, c int AS (a + 1));
CREATE TABLE not_understood (a int CHECK (a > 0), b int REFERENCES u ON INSERT CASCADE, c int AS (a + 1));
