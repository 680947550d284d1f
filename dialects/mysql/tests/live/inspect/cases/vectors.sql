-- needs: mariadb 11.7
CREATE TABLE t (id int PRIMARY KEY, v vector(3) NOT NULL, VECTOR INDEX by_distance (v));
