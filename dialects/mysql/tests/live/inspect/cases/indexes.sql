-- Indexes of every kind; a prefix has no word of ours.
CREATE TABLE t (
    a int, b varchar(200) COLLATE utf8mb4_bin, c text, d varbinary(100),
    KEY i_desc (a DESC, b), UNIQUE KEY i_unique (a, b), KEY i_prefix (b(10)), UNIQUE KEY i_unique_prefix (c(20)), FULLTEXT KEY i_words (b, c),
    KEY `i``d "like" %s.` (a) COMMENT 'it''s', KEY i_again (a)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE keyed (a varchar(100) NOT NULL, b int NOT NULL, PRIMARY KEY (a(5), b)) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE hashed (a int, KEY by_hash (a) USING HASH, KEY by_tree (a) USING BTREE) ENGINE = MEMORY;
