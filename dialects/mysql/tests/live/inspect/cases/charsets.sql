-- Character sets and collations of tables and of columns.
CREATE TABLE a (x varchar(9), y varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, z text CHARACTER SET latin1 COLLATE latin1_bin)
    CHARACTER SET latin1 COLLATE latin1_german1_ci;
CREATE TABLE b (x varchar(9), y char(9) CHARACTER SET ascii, z longtext CHARACTER SET binary) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin;
