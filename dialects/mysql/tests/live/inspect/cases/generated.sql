-- Generated columns, defaults that compute, invisible columns.
CREATE TABLE t (
    a int, b varchar(20) COLLATE utf8mb4_bin, c int AS (a + 1) VIRTUAL, d int GENERATED ALWAYS AS (a * 2) STORED,
    e varchar(30) AS (concat(b, 'it''s')) STORED, f int DEFAULT (a + 1), g varchar(36) DEFAULT (uuid()), h date DEFAULT (curdate()),
    i datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, j datetime(6) DEFAULT CURRENT_TIMESTAMP(6),
    k varchar(20) DEFAULT 'CURRENT_TIMESTAMP', l varchar(20) DEFAULT 'a''b"c`d\\e', m varchar(9) DEFAULT '', n int DEFAULT NULL,
    o int INVISIBLE DEFAULT 5, p text DEFAULT ('x'), q json DEFAULT (json_array()), r double DEFAULT 1.5e10, s varchar(4) DEFAULT 'NULL',
    t timestamp NULL DEFAULT '2024-01-02 03:04:05', u varchar(9) DEFAULT '1', v blob DEFAULT (0x00ff)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
