-- needs: hstore
-- needs: citext
-- needs: ltree
-- needs: pg_trgm
-- needs: btree_gist
-- An extension in use is named; its own tables, types and functions are not.
CREATE SCHEMA tools;
CREATE EXTENSION hstore;
CREATE EXTENSION citext SCHEMA tools;
CREATE EXTENSION ltree;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION cube;
CREATE TABLE t (id uuid DEFAULT uuid_generate_v4(), pairs hstore, name tools.citext UNIQUE, path ltree, paths ltree[], word text);
CREATE INDEX t_pairs ON t USING gin (pairs);
CREATE INDEX t_path ON t USING gist (path gist_ltree_ops (siglen = 100));
CREATE INDEX t_word ON t USING gin (word gin_trgm_ops);
