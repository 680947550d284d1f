-- Constraints in every state. What the schema would say otherwise than it is stands beside it.
CREATE TABLE t (
    id int CONSTRAINT "t's key" PRIMARY KEY, a int, b int, c text,
    CONSTRAINT u UNIQUE (a, b) INCLUDE (c) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT nulls UNIQUE NULLS NOT DISTINCT (c),
    CONSTRAINT x EXCLUDE USING gist (int4range(a, b) WITH &&, point(a, b) WITH ~=) WHERE (a > 0) DEFERRABLE,
    CONSTRAINT local CHECK (a > 0) NO INHERIT,
    CONSTRAINT "odd "" name" CHECK (c ~ '^x' OR c IS NULL)
);
CREATE TABLE target (a int, b int, UNIQUE (a, b));
CREATE TABLE late (id int PRIMARY KEY DEFERRABLE, a int, b int, c int, d int);
ALTER TABLE late
    ADD CONSTRAINT later CHECK (a > 0) NOT VALID,
    ADD CONSTRAINT later_key FOREIGN KEY (a) REFERENCES t NOT VALID,
    ADD CONSTRAINT whole FOREIGN KEY (b, c) REFERENCES target (a, b) MATCH FULL,
    ADD CONSTRAINT part FOREIGN KEY (c, d) REFERENCES target (a, b) ON DELETE SET NULL (d) ON UPDATE CASCADE DEFERRABLE;
COMMENT ON CONSTRAINT later ON late IS 'why';
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE CONSTRAINT TRIGGER constrains AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION nothing();
