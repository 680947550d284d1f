-- Keys over domains, names that several objects have, foreign keys that say more than usual, checks in PostgreSQL's words.
CREATE DOMAIN phone AS text CHECK (VALUE ~ '^[0-9]+$');
CREATE DOMAIN short AS varchar(5) NOT NULL DEFAULT 'x';
CREATE TABLE pk (a int, phone phone, s short, PRIMARY KEY (a, phone));
CREATE TABLE pk2 (phone phone PRIMARY KEY, x int);
CREATE TABLE refers (
    id int PRIMARY KEY, a int, phone phone, u short UNIQUE,
    FOREIGN KEY (a, phone) REFERENCES pk (a, phone) MATCH FULL DEFERRABLE
);
CREATE TABLE t1 (id int PRIMARY KEY, n int CONSTRAINT positive CHECK (n > 0), r int CONSTRAINT ref REFERENCES t1);
CREATE TABLE t2 (id int PRIMARY KEY, n int CONSTRAINT positive CHECK (n > 0), r int CONSTRAINT ref REFERENCES t1);
CREATE INDEX ref ON t2 (r);
CREATE INDEX positive ON t1 (n);
CREATE TABLE unchecked (id int PRIMARY KEY, r int, s int);
INSERT INTO unchecked VALUES (1, 99, 99);
ALTER TABLE unchecked
    ADD CONSTRAINT unchecked_r FOREIGN KEY (r) REFERENCES t1 NOT VALID,
    ADD FOREIGN KEY (s) REFERENCES t1 ON DELETE CASCADE NOT VALID,
    ADD CONSTRAINT small CHECK (r < 10) NOT VALID;
CREATE TABLE checks (
    id int PRIMARY KEY, name varchar(20), doc jsonb, ch char(3), d date, p numeric(10,2), i int, big bigint,
    CONSTRAINT c1 CHECK (name LIKE 'a%'), CONSTRAINT c2 CHECK (doc ->> 'user_id' IS NOT NULL),
    CONSTRAINT c3 CHECK (name NOT LIKE '%z'), CONSTRAINT c4 CHECK (i::bigint * i < 10000000000),
    CONSTRAINT c5 CHECK (ch = 'abc'), CONSTRAINT c6 CHECK (length((i + 1)::text) < 3), CONSTRAINT c7 CHECK (p * 2 > 0),
    CONSTRAINT c8 CHECK (d > '2024-01-01'), CONSTRAINT c9 CHECK (name ~ '^x' OR name IS NULL),
    CONSTRAINT c10 CHECK (i::numeric / 2 > 1), CONSTRAINT c11 CHECK (name ILIKE 'b%'),
    CONSTRAINT c12 CHECK (i BETWEEN 1 AND 5), CONSTRAINT c13 CHECK (name IN ('a', 'b')),
    CONSTRAINT c14 CHECK (i = ANY ('{1,2}'::int[]))
);
CREATE INDEX lower_name ON checks (lower(name)) WHERE name LIKE 'a%';
CREATE INDEX doc_user ON checks ((doc ->> 'user_id'));
