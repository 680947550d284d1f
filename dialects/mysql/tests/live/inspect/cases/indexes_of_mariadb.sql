-- needs: mariadb
-- Ignored indexes, and unique ones that are kept as hashes.
CREATE TABLE t (a int, b text, KEY i_ignored (a) IGNORED, UNIQUE KEY i_long (b)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
