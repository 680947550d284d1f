-- Checks of columns and of tables.
CREATE TABLE t (
    a int CHECK (a > 0), b varchar(20) COLLATE utf8mb4_bin, c int,
    CONSTRAINT `odd``name` CHECK (b <> 'it''s "x" \\ ' OR c IN (1, 2)), CHECK (a < c), CONSTRAINT e CHECK (b REGEXP '^x'), CONSTRAINT f CHECK ((a + c) DIV 2 > (a - (c - 1)))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
