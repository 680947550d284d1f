-- Types without a word of ours keep their spelling; what tables depend on is named.
CREATE SCHEMA other;
CREATE TYPE mood AS ENUM ('sad', 'it''s');
CREATE TYPE unused AS ENUM ('a');
CREATE TYPE in_array AS ENUM ('a');
CREATE TYPE other."Mood 2" AS ENUM ('a,b');
CREATE DOMAIN positive AS int CHECK (VALUE > 0) CHECK (VALUE < 9);
CREATE DOMAIN moody AS mood DEFAULT 'sad' NOT NULL;
CREATE DOMAIN few AS int[] CHECK (cardinality(VALUE) < 3);
CREATE DOMAIN vector AS text;
CREATE TYPE pair AS (one int, "two three" text);
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TABLE t (
    a mood DEFAULT 'sad', b in_array[], c other."Mood 2", d positive, e moody, f few, g positive[], h pair, i pair[], j span,
    k span_multirange, l int4range, m int[][], n text[3][4], o varchar(20)[], p numeric(10, 2)[], q timestamp(3), r timestamptz(3),
    s time(2), t timetz, u interval(3), v interval day to second(2), w bit(3), x bit varying(5), y char(3)[], z vector
);
CREATE TABLE u (
    a varchar, b numeric, c numeric(5), d numeric(2, -3), e "char", f name, g oid, h regclass, i money, j xml, k json, l tsvector,
    m tsquery, n cidr, o macaddr8, p point, q polygon, r pg_lsn, s txid_snapshot, t real, u timestamp, v date[], w character,
    x float(3), y smallint, z nummultirange
);
