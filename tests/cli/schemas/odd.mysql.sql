CREATE TABLE d1 (id int PRIMARY KEY, a binary(4) DEFAULT 0x00FF, b tinyint(1) DEFAULT 2, c varchar(9) DEFAULT '😀é?',
    d varbinary(9) DEFAULT 'a\0b\\''', e blob DEFAULT (0xFF00), f text DEFAULT ('😀'), g bit(9) DEFAULT b'101',
    h enum('a','b?') DEFAULT 'b?', i set('x', 'y') DEFAULT 'x,y', j year DEFAULT 2024, k time DEFAULT '-10:00:00',
    k2 time DEFAULT '838:59:59', l date DEFAULT '2024-01-02', m datetime DEFAULT '2024-01-02 03:04:05',
    n timestamp NULL DEFAULT '2024-01-02 03:04:05', o double DEFAULT 1e30, p float DEFAULT 0.1,
    q decimal(10, 3) DEFAULT 1.5, r bigint unsigned DEFAULT 18446744073709551615, s json DEFAULT ('{"a":1,"b":[1,2]}'),
    t varchar(9) DEFAULT '', u varchar(40) DEFAULT (concat('a','b')), v int DEFAULT (1+2), w varchar(36) DEFAULT (uuid()),
    y int unsigned zerofill DEFAULT 7, z char(3) DEFAULT 'a  ', aa bool default true, ab bool default false,
    ac time(6) default '01:02:03.5', ad datetime(6) default '2024-01-01 00:00:00', ag int default null,
    ah date DEFAULT (curdate()), ai datetime default now(), aj varchar(20) charset latin1 default 'é',
    ak double default -0.0, al double default 5, am decimal(5, 0) default -3, an text default (''),
    ao longtext default ('NULL'), ap varchar(10) default 'NULL', ar varchar(40) default 'current_timestamp()');
CREATE TABLE d2 (id int PRIMARY KEY, a tinyint(1) DEFAULT -1, b varchar(20) DEFAULT '0x41',
    c varchar(20) DEFAULT '\\\\x\n"`''', d time(6) DEFAULT '-00:00:01', e time(6) DEFAULT '25:00:00',
    f double DEFAULT 0.1, g double DEFAULT 1e-300, h decimal(65,30) DEFAULT 0.000000000000000000000000000001,
    i bigint DEFAULT -9223372036854775808, j json DEFAULT (json_object()), k json DEFAULT ('null'),
    l json DEFAULT (json_array()), m longblob DEFAULT (0x616263), n longtext DEFAULT ('x'),
    o date DEFAULT (curdate() + interval 1 day), p datetime(6) DEFAULT CURRENT_TIMESTAMP(6),
    q datetime(3) DEFAULT CURRENT_TIMESTAMP(3), r timestamp DEFAULT CURRENT_TIMESTAMP, s timestamp(6) DEFAULT CURRENT_TIMESTAMP(6),
    u varchar(20) DEFAULT (upper('a')), w datetime DEFAULT '1000-01-01 00:00:00', x date DEFAULT '9999-12-31',
    y datetime(6) DEFAULT '9999-12-31 23:59:59.999999', z char(36) CHARACTER SET ascii COLLATE ascii_bin DEFAULT 'not a uuid',
    aa varchar(45) CHARACTER SET ascii COLLATE ascii_bin DEFAULT 'no address', ab point DEFAULT (point(1,2)),
    ac varchar(10) NOT NULL DEFAULT ' x ', ad bit(1) DEFAULT b'1', ae bit(64) DEFAULT b'1111111111111111111111111111111111111111111111111111111111111111',
    af tinyint DEFAULT 1, ag smallint unsigned DEFAULT 65535, ah int DEFAULT (id + 1), ai binary(16) DEFAULT (uuid_to_bin(uuid())),
    aj varchar(5) DEFAULT _utf8mb4 x'f09f9880', ak varbinary(4) DEFAULT '', al binary(2) DEFAULT 'a',
    am int NOT NULL DEFAULT '7', an datetime(6) DEFAULT (utc_timestamp(6)), ao time(6) DEFAULT '00:00:00',
    ap decimal(10,2) DEFAULT '1e2', aq double DEFAULT '1.50', ar int DEFAULT 0x10, asx varchar(3) DEFAULT 5,
    at2 varchar(50) DEFAULT "it's");
CREATE TABLE ft (id int PRIMARY KEY, t text, u varchar(50), FULLTEXT KEY ng (t) WITH PARSER ngram,
    FULLTEXT KEY pl (u) COMMENT 'it''s ?', FULLTEXT KEY bo (t,u) /*!50100 WITH PARSER `ngram` */) ;
CREATE TABLE sp (id int PRIMARY KEY, g geometry NOT NULL SRID 4326, p point NOT NULL, SPATIAL KEY g1 (g),
    SPATIAL KEY p1 (p) COMMENT 'places');
CREATE TABLE idx (id int AUTO_INCREMENT, a int, b varchar(200), c text, d json, KEY de (a DESC, b),
    KEY pre (b(10), c(20) DESC), KEY fun ((a + 1)), KEY fun2 ((lower(b)) DESC, a), UNIQUE KEY uq (b(5)),
    KEY inv (a) INVISIBLE, KEY kb (a) KEY_BLOCK_SIZE=4 COMMENT 'x', UNIQUE KEY ufun ((a * 2)),
    KEY mv ((CAST(d->'$.tags' AS UNSIGNED ARRAY))), KEY dup1 (a), KEY dup2 (a), KEY hsh (a) USING HASH,
    PRIMARY KEY (id)) AUTO_INCREMENT=1000 ROW_FORMAT=DYNAMIC STATS_PERSISTENT=0 AVG_ROW_LENGTH=100 MAX_ROWS=10000 CHECKSUM=1 KEY_BLOCK_SIZE=0 COMMENT='it''s "odd"';
CREATE TABLE pkd (a int, b int, c int, PRIMARY KEY (c DESC, a));
CREATE TABLE rf (id int PRIMARY KEY) ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=4;
CREATE TABLE myi (id int PRIMARY KEY, t varchar(10), FULLTEXT (t)) ENGINE=MyISAM DELAY_KEY_WRITE=1 PACK_KEYS=1 ROW_FORMAT=FIXED;
CREATE TABLE mem (id int, PRIMARY KEY (id) USING HASH, a int, KEY bt (a) USING BTREE, KEY h (a) USING HASH) ENGINE=MEMORY;
CREATE TABLE arc (a int, b text) ENGINE=ARCHIVE;
CREATE TABLE csvt (a int NOT NULL, b varchar(10) NOT NULL) ENGINE=CSV;
CREATE TABLE latin (a varchar(10), b char(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, c text CHARACTER SET ascii,
    d enum('é','b') , e set('x','ü') COLLATE latin1_bin, f varchar(10) CHARACTER SET binary,
    g tinytext COLLATE latin1_german1_ci, KEY (a)) DEFAULT CHARSET=latin1;
CREATE TABLE gen (id int PRIMARY KEY, a int, b int AS (a + 1) VIRTUAL, c int AS (a * 2) STORED NOT NULL,
    d varchar(50) AS (concat('é?', a)) , e int GENERATED ALWAYS AS (b + 1), f json, g varchar(20) GENERATED ALWAYS AS (f->>'$.x') STORED,
    h text AS (json_unquote(json_extract(f, '$."y z"'))), i int AS (a) INVISIBLE COMMENT 'hid',
    UNIQUE KEY (g), KEY (b));
CREATE TABLE chk (id int PRIMARY KEY, a varchar(20) CHECK (a LIKE 'a%'), b int CHECK (b > 0 AND b < 10),
    c int, d json, e varchar(20) COLLATE utf8mb4_general_ci, CONSTRAINT named CHECK (c IN (1,2,3)),
    CONSTRAINT emoji CHECK (a <> '😀'), CONSTRAINT re CHECK (a REGEXP '^[a-z]+$'), CONSTRAINT col CHECK (e = 'x' COLLATE utf8mb4_bin),
    CONSTRAINT js CHECK (d->>'$.a' = 'b'), CONSTRAINT off CHECK (c > 5) NOT ENFORCED, CONSTRAINT lk CHECK (a NOT LIKE '%\_x' AND a LIKE 'b|%' ESCAPE '|'),
    CONSTRAINT cas CHECK ((CASE WHEN b IS NULL THEN 1 ELSE 0 END) = 1), CONSTRAINT bits CHECK ((b & 1) = 0),
    CONSTRAINT xo CHECK (a XOR b), CONSTRAINT iv CHECK (a BETWEEN 'a' AND 'z'), CONSTRAINT len CHECK (char_length(a) > 2 AND length(a) < 9),
    CONSTRAINT dt CHECK (id < 10 OR a = date('2020-01-01')), CONSTRAINT nulls CHECK (b <=> c));
CREATE TABLE par (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE COLUMNS(at) (PARTITION p0 VALUES LESS THAN ('2020-01-01') COMMENT = 'old',
    PARTITION p1 VALUES LESS THAN (MAXVALUE) MAX_ROWS=10);
CREATE TABLE par2 (id int NOT NULL PRIMARY KEY) PARTITION BY LINEAR KEY ALGORITHM=2 (id) PARTITIONS 4;
CREATE TABLE par3 (id int NOT NULL, d date) PARTITION BY RANGE (to_days(d)) SUBPARTITION BY HASH(id) (PARTITION a VALUES LESS THAN (738000) (SUBPARTITION s0, SUBPARTITION s1),
    PARTITION b VALUES LESS THAN MAXVALUE (SUBPARTITION s2, SUBPARTITION s3));
CREATE TABLE par4 (`a b` int NOT NULL) PARTITION BY HASH(`a b`) (PARTITION `x y`, PARTITION z);
CREATE TABLE invis (id int PRIMARY KEY, a int INVISIBLE DEFAULT 5, b int /*!80023 INVISIBLE */);
CREATE TABLE types (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, a tinyint unsigned, b mediumint,
    c int(5) zerofill, d float(7,3), e double(10,2), f decimal(10), g bit(3), h tinyblob, i mediumblob,
    j blob, k tinytext, l mediumtext, m year, n datetime, o timestamp NULL, p time, q enum('a','it''s','c,d'),
    r set('x','y'), s char(0), t varchar(0), u varbinary(10), v binary(3), w geometry, x linestring,
    y multipolygon, z geomcollection, aa national varchar(10), KEY (a)) ;
CREATE TABLE noted (id int PRIMARY KEY, n varchar(20));
CREATE TABLE notes (id int AUTO_INCREMENT PRIMARY KEY, m varchar(50));
create trigger lower1 before insert on noted for each row set new.n = upper(new.n);
create trigger lower2 before insert on noted for each row set new.n = concat(new.n, 'it''s',
    "\\n");
CREATE   TRIGGER odd3 AFTER INSERT ON noted FOR EACH ROW /* trigger one */ INSERT INTO notes (m) VALUES ('a TRIGGER b');
create definer = current_user trigger `Odd Trigger` after update on noted for each row insert into notes (m) values ('😀é');
CREATE TABLE req (id int PRIMARY KEY, a varchar(9) character set utf16 NOT NULL DEFAULT '😀?', b varchar(9) NOT NULL DEFAULT '😀',
    c varchar(9) NOT NULL DEFAULT '?', d enum('?','😀','a') NOT NULL DEFAULT '😀', e binary(4) NOT NULL DEFAULT 0x00FF,
    f varbinary(9) NOT NULL DEFAULT 'a?', g set('a','😀','?') NOT NULL DEFAULT '😀,?', h varbinary(5) NOT NULL DEFAULT 0x00,
    i enum('?','😀') DEFAULT '?', j set('?','😀','b') DEFAULT '😀,b');
