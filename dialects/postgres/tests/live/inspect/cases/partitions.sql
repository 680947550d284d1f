-- Partitioned tables in every way; what partitions have of their own is named.
CREATE SCHEMA archive;
CREATE TABLE by_range (id int, at date NOT NULL, note text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE by_range_2024 PARTITION OF by_range FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE archive.by_range_2023 PARTITION OF by_range FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE by_range_rest PARTITION OF by_range DEFAULT;
CREATE INDEX by_range_at ON by_range (at);
CREATE INDEX own_of_partition ON by_range_2024 (note);
CREATE INDEX only_parent ON ONLY by_range (note);
CREATE TABLE by_list (kind text, size int) PARTITION BY LIST (lower(kind));
CREATE TABLE by_list_a PARTITION OF by_list FOR VALUES IN ('a', NULL) PARTITION BY HASH (size);
CREATE TABLE by_list_a_0 PARTITION OF by_list_a FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER of_parent AFTER INSERT ON by_range FOR EACH ROW EXECUTE FUNCTION nothing();
CREATE TRIGGER of_partition AFTER INSERT ON by_range_2024 FOR EACH ROW EXECUTE FUNCTION nothing();
CREATE TABLE refers (id int, at date, FOREIGN KEY (id, at) REFERENCES by_range);
CREATE TABLE parts_refer (id int, at date, CONSTRAINT to_range FOREIGN KEY (id, at) REFERENCES by_range) PARTITION BY HASH (id);
CREATE TABLE parts_refer_0 PARTITION OF parts_refer FOR VALUES WITH (MODULUS 1, REMAINDER 0);
