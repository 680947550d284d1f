-- needs: mariadb
CREATE TABLE t (a point REF_SYSTEM_ID = 101 NOT NULL);
