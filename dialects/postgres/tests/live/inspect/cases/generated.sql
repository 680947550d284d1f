-- Generated columns and defaults that compute.
CREATE FUNCTION twice(a int) RETURNS int LANGUAGE sql IMMUTABLE RETURN a * 2;
CREATE TABLE t (
    a int, b text, d int GENERATED ALWAYS AS (a * 2 + 1) STORED, e text GENERATED ALWAYS AS (lower(b) || 'x') STORED,
    f int GENERATED ALWAYS AS (twice(a)) STORED,
    g timestamptz DEFAULT now(), h date DEFAULT CURRENT_DATE, i timestamp DEFAULT CURRENT_DATE, j text DEFAULT CURRENT_USER,
    k int DEFAULT twice(3), l date DEFAULT now() + interval '1 day', m int[] DEFAULT '{1,2}', n jsonb DEFAULT '{"a": [1]}',
    o text DEFAULT E'back\\slash\nline', p numeric(5, 2) DEFAULT 1.50, q bool DEFAULT 'f', r interval DEFAULT '1 month',
    s text DEFAULT NULL, t text DEFAULT 'NULL', u float8 DEFAULT 'NaN', v float8 DEFAULT '-Infinity', w bytea DEFAULT '\x00',
    x text DEFAULT '', y bit(3) DEFAULT B'101', z text COLLATE "C" DEFAULT 'a'::text || 'b'
);
