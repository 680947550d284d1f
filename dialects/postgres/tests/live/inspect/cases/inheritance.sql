-- INHERITS is no partition: the children are tables.
CREATE TABLE parent (id int NOT NULL, name varchar(20) DEFAULT 'x', CHECK (id > 0) NO INHERIT, CONSTRAINT positive CHECK (id >= 0));
CREATE TABLE other_parent (code int);
CREATE TABLE child (extra text) INHERITS (parent, other_parent);
CREATE TYPE person AS (name text, age int);
CREATE TABLE people OF person (PRIMARY KEY (name));
