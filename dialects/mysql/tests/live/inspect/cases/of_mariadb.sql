-- needs: mariadb
-- What MariaDB alone has.
CREATE TABLE kept (a int, b int WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING;
CREATE TABLE told (
    a int, start_at timestamp(6) GENERATED ALWAYS AS ROW START INVISIBLE, end_at timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE,
    PERIOD FOR SYSTEM_TIME (start_at, end_at)
) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION h HISTORY, PARTITION c CURRENT);
CREATE SEQUENCE counter START WITH 5;
CREATE TABLE counted (id int PRIMARY KEY DEFAULT (NEXT VALUE FOR counter), a int DEFAULT nextval(counter));
CREATE TABLE room (id int, from_day date NOT NULL, to_day date NOT NULL, PERIOD FOR during (from_day, to_day), UNIQUE KEY u (id, during WITHOUT OVERLAPS));
CREATE TABLE typed (a inet6 DEFAULT '::1', b uuid DEFAULT uuid(), c json, d longtext CHECK (json_valid(d)), e inet4);
CREATE TABLE squeezed (a text COMPRESSED, b varchar(200) COMPRESSED) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE in_aria (id int PRIMARY KEY) ENGINE = Aria;
