-- needs: mysql
CREATE TABLE d (id int) ENGINE = ARCHIVE;
CREATE TABLE e (id int) ENGINE = BLACKHOLE;
