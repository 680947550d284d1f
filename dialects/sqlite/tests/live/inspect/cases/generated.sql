-- Generated columns, with and without the words.
CREATE TABLE t (a int, b int AS (a + 1), c int GENERATED ALWAYS AS (a * (2)) STORED NOT NULL, d text AS (substr('(', 1) || a) VIRTUAL UNIQUE,
    e AS (a), f int GENERATED ALWAYS AS (abs(a)) CHECK (f > 0));
