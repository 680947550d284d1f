-- Foreign tables, on a server that answers to nobody, and as a partition.
CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE remote (id int NOT NULL, name text) SERVER far OPTIONS (schema_name 'it''s', table_name 'x');
CREATE TABLE near (id int) PARTITION BY LIST (id);
CREATE FOREIGN TABLE far_part PARTITION OF near FOR VALUES IN (1) SERVER far;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER on_remote AFTER INSERT ON remote FOR EACH ROW EXECUTE FUNCTION nothing();
