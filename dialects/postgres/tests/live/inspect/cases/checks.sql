-- A cast that the user wrote is no cast that the server wrote: without it the check would be another one.
CREATE TABLE t (
    n numeric, f float8, i int, s varchar(9), x text, at timestamptz, d date, j jsonb,
    CONSTRAINT a CHECK (n::int > 5),
    CONSTRAINT b CHECK (at::date > d),
    CONSTRAINT c CHECK (i::text > '10'),
    CONSTRAINT d CHECK (s = 'a' OR s LIKE 'b%'),
    CONSTRAINT e CHECK (length(s) > 1 AND x <> ''),
    CONSTRAINT f CHECK (n > 0 AND f > 1 AND i > 1.5),
    CONSTRAINT g CHECK (x::varchar(2) = 'ab'),
    CONSTRAINT h CHECK (s IN ('a', 'b') AND x NOT IN ('c')),
    CONSTRAINT i CHECK ((j ->> 'a')::int > 0),
    CONSTRAINT j CHECK (x COLLATE "C" > 'a'),
    CONSTRAINT k CHECK (i BETWEEN 1 AND 9)
);
