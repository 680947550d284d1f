-- A foreign key whose table is not there.
SET foreign_key_checks = 0;
CREATE TABLE t (id int PRIMARY KEY, x int, CONSTRAINT dangling FOREIGN KEY (x) REFERENCES nowhere (id));
SET foreign_key_checks = 1;
