-- needs: mysql
-- Functional, multi-valued and invisible indexes.
CREATE TABLE t (
    a int, b varchar(20), c json, KEY i_function ((lower(b)), a DESC), KEY i_many ((CAST(c->'$.ids' AS UNSIGNED ARRAY))),
    KEY i_hidden (a) INVISIBLE, KEY i_parsed (b), UNIQUE KEY i_unique_function ((a + 1))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
