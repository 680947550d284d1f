-- Types of several words, with parentheses, in quotes, and none.
CREATE TABLE t (a unsigned big int (10, 5), b, c varchar(20), d "my type"(3), e [dou ble], f DOUBLE   PRECISION, g decimal(10,2), h nvarchar(-5),
    i native character(70), j numeric(+1, 2.5), k unsigned int(11), l text(20), m 'quoted', n datetime, o char(3), p bigint, q VARCHAR(20) COLLATE nocase,
    r varchar
    ( 30 ), s long  /* x */ int, t character varying(255), u bool, v ANY, w decimal(5), x varchar(5), y varchar(20, 3), z timestamp with time zone);
CREATE TABLE strict_t (a int PRIMARY KEY, b any, c blob NOT NULL, d text, e real, f integer) STRICT;
CREATE TABLE both (a text PRIMARY KEY, b int) WITHOUT ROWID, STRICT;
CREATE TABLE both_too (a text PRIMARY KEY, b int) STRICT,WITHOUT rowid;
CREATE TABLE as_select AS SELECT a, b, 1 AS one, 'x' AS "two three", c || d AS "c || d" FROM strict_t;
