-- Indexes of every kind; what a name in double quotes means.
CREATE TABLE t (a int, b text, "c d" text);
CREATE INDEX i_expression ON t (lower(b), a + 1, (a), abs(a) DESC, b || 'x' COLLATE nocase);
CREATE UNIQUE INDEX i_partial ON t (a DESC) WHERE b IS NOT NULL AND a IN (1, 2);
CREATE INDEX IF NOT EXISTS main.i_quoted ON t ("c d" COLLATE "NOCASE" ASC, [b], 'a', `a`);
CREATE INDEX i_case /* x */ ON T -- y
    (A, B collate binary);
CREATE TABLE w (a text PRIMARY KEY, b int) WITHOUT ROWID;
CREATE INDEX w_b ON w (b);
ANALYZE;
