-- Spatial types and their indexes.
CREATE TABLE t (a point NOT NULL, b geometry, c polygon NOT NULL, d geometrycollection, SPATIAL KEY by_place (a));
