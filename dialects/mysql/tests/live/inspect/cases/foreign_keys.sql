-- Foreign keys, also to a table of another database and to a part of no key.
CREATE DATABASE IF NOT EXISTS aksara_inspect_other;
CREATE TABLE IF NOT EXISTS aksara_inspect_other.far (id int PRIMARY KEY);
CREATE TABLE parent (id int PRIMARY KEY, a int, b int, UNIQUE KEY (a, b));
CREATE TABLE t (
    id int PRIMARY KEY, far int, a int, b int, up int,
    CONSTRAINT to_far FOREIGN KEY (far) REFERENCES aksara_inspect_other.far (id),
    CONSTRAINT to_both FOREIGN KEY (a, b) REFERENCES parent (a, b) ON UPDATE CASCADE,
    CONSTRAINT to_itself FOREIGN KEY (up) REFERENCES t (id) ON DELETE SET NULL,
    CONSTRAINT again FOREIGN KEY (up) REFERENCES t (id)
);
