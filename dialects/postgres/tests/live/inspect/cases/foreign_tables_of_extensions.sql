-- needs: postgres_fdw
-- needs: file_fdw
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION file_fdw;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE remote (id int) SERVER far;
CREATE FOREIGN TABLE lines (line text) SERVER files OPTIONS (filename '/nowhere');
