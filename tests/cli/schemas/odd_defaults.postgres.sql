-- Defaults of every kind: constants that are values of ours, constants that are not, and what computes.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s');
CREATE TABLE d1 (
 id serial PRIMARY KEY,
 a double precision DEFAULT 0.0, b timestamptz DEFAULT '2024-01-01 00:00:00+02', c interval DEFAULT '1 day', d interval DEFAULT '1 mon 2 days 03:04:05', e inet DEFAULT '10.0.0.0/8',
 f text[] DEFAULT '{a,NULL}', g text[] DEFAULT '{"a b",c}', h text[] DEFAULT ARRAY['x y','z'], i int[] DEFAULT '{1,2,NULL}', j int[] DEFAULT '{{1,2},{3,4}}',
 k numeric DEFAULT 'NaN', l double precision DEFAULT 'Infinity', m date DEFAULT 'infinity', n timestamptz DEFAULT '-infinity', o date DEFAULT '0044-03-15 BC',
 p numeric(10,2) DEFAULT 0.005, q int DEFAULT 5.7, r text DEFAULT 5, s varchar(3) DEFAULT 'abc', t char(5) DEFAULT 'ab', u bit(3) DEFAULT B'101', v bytea DEFAULT '\x00ff', w jsonb DEFAULT '{"a": 1.10, "b": [1,2]}', x jsonb DEFAULT 'null', y jsonb DEFAULT '"str"', z jsonb DEFAULT '[]'
);
CREATE TABLE d2 (
 a time DEFAULT '24:00:00', b timetz DEFAULT '12:00:00+02', c timestamp DEFAULT '2024-01-01', d timestamp DEFAULT now(), e date DEFAULT CURRENT_DATE, f date DEFAULT now(), g time DEFAULT now(), h text DEFAULT now(), i timestamptz DEFAULT CURRENT_DATE, j timestamptz DEFAULT now() + interval '1 day', k timestamptz DEFAULT timezone('utc', now()), l uuid DEFAULT gen_random_uuid(), m text DEFAULT gen_random_uuid(), n text DEFAULT md5(random()::text), o mood DEFAULT 'it''s', p mood[] DEFAULT '{sad,ok}', q money DEFAULT 5, r point DEFAULT '(1,2)', s int4range DEFAULT '[1,5)', t xml DEFAULT '<a/>', u tsvector DEFAULT 'a b', v cidr DEFAULT '10.0.0.0/8', w macaddr DEFAULT '08:00:2b:01:02:03', x bool DEFAULT 'yes', y smallint DEFAULT -1, z bigint DEFAULT 9223372036854775807,
 aa text DEFAULT E'a\nb\\c''d"e', bb text DEFAULT '', cc varchar DEFAULT 'x', dd "char" DEFAULT 'c', ee name DEFAULT 'n', ff real DEFAULT 0.1, gg real DEFAULT 'NaN', hh text DEFAULT current_user, ii timestamptz DEFAULT CURRENT_TIMESTAMP(3), jj date DEFAULT ('2024-01-01'::date + 5), kk int DEFAULT (1+2), ll text DEFAULT ('a' || 'b'), mm text DEFAULT upper('x'), nn int DEFAULT length('abc'), oo numeric(4,1) DEFAULT 1e2, pp interval DEFAULT '-1 days +02:03:04', qq interval(3) DEFAULT '1.5 s', rr timestamp(3) DEFAULT '2024-01-01 00:00:00.123456', ss date[] DEFAULT '{2024-01-01}', tt uuid[] DEFAULT '{}', uu float8[] DEFAULT '{NaN,1}', vv bool[] DEFAULT '{t,f}', ww jsonb[] DEFAULT '{}', xx text DEFAULT '2024-01-01'::date, yy numeric DEFAULT 1e400, zz text DEFAULT 'emoji 😀'
);
