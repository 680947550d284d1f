-- needs: 18
-- needs: btree_gist
-- Temporal keys and constraints that are not enforced would mean something else as constraints of the schema.
CREATE EXTENSION btree_gist;
CREATE TABLE room (
    id int, during daterange, code int CONSTRAINT code_there NOT NULL, name text NOT NULL,
    CONSTRAINT room_key PRIMARY KEY (id, during WITHOUT OVERLAPS),
    CONSTRAINT room_code UNIQUE (code, during WITHOUT OVERLAPS)
);
CREATE TABLE booking (
    id int PRIMARY KEY, room int, during daterange, a int,
    CONSTRAINT in_room FOREIGN KEY (room, PERIOD during) REFERENCES room (id, PERIOD during),
    CONSTRAINT loose CHECK (a > 0) NOT ENFORCED,
    CONSTRAINT loose_key FOREIGN KEY (a) REFERENCES booking NOT ENFORCED
);
ALTER TABLE booking ADD CONSTRAINT later_not_null NOT NULL a NOT VALID;
