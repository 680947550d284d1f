-- needs: mysql
-- A check that is not enforced refuses no row.
CREATE TABLE t (a int, CONSTRAINT loose CHECK (a > 0) NOT ENFORCED, CONSTRAINT kept CHECK (a < 9));
