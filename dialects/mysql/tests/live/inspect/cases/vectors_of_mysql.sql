-- needs: mysql 9.0
CREATE TABLE t (id int PRIMARY KEY, v vector(3) NOT NULL);
