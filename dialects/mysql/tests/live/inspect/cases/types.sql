-- Types without a word of ours keep their spelling.
CREATE TABLE t (
    a bit(5) DEFAULT b'101', b bit(1), c set('x', 'it''s', 'a"b') DEFAULT 'x,it''s', d year DEFAULT 2024, e int(5) zerofill,
    f int unsigned DEFAULT 7, g tinyint, h tinyint unsigned, i mediumint, j float, k float(7, 3), l double(9, 2), m decimal(10),
    n decimal(5, 2) unsigned, o char(3), p binary(16), q varbinary(9), r tinytext, s mediumblob, t enum('é', 'a,b', 'c''d') DEFAULT 'é',
    u timestamp(3) NULL, v time, w datetime(3), x datetime DEFAULT '2024-01-02 03:04:05', y bool, z bigint unsigned AUTO_INCREMENT,
    KEY (z)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE bytes (a binary(3) DEFAULT 'abc', b varbinary(9) DEFAULT 'x', c varbinary(9) DEFAULT '0x41', d bit(1) DEFAULT 1);
