-- What others write: declared types, defaults, checks, keys and quotes of every kind.
CREATE TABLE parents (id INTEGER PRIMARY KEY, code TEXT UNIQUE, a INT, b INT, UNIQUE (a, b));
CREATE TABLE defaults (
  id INTEGER PRIMARY KEY,
  n INTEGER DEFAULT '0', n2 INTEGER DEFAULT 'abc', n3 INT DEFAULT true, n4 int DEFAULT 1.0, n5 integer DEFAULT 5000000000,
  n6 INTEGER DEFAULT 0x1F, n7 INTEGER DEFAULT (1 + 1), n8 INTEGER DEFAULT -1, n9 INTEGER DEFAULT (((7))), n10 SMALLINT DEFAULT 100000,
  t TEXT DEFAULT 0, t2 TEXT DEFAULT good, t3 TEXT DEFAULT "good", t4 TEXT DEFAULT 'it''s', t5 TEXT DEFAULT 1.50, t6 TEXT DEFAULT true, t7 TEXT DEFAULT (lower('A')),
  t8 TEXT DEFAULT CURRENT_TIMESTAMP, t9 varchar(1) DEFAULT 'abc', t10 TEXT DEFAULT [a b], t11 TEXT DEFAULT 'line
two', t12 TEXT DEFAULT x'6162',
  b BLOB DEFAULT '', b2 BLOB DEFAULT x'00ff', b3 BLOB DEFAULT 0,
  bo BOOLEAN DEFAULT 0, bo2 boolean DEFAULT 'f', bo3 bool DEFAULT 2, bo4 boolean DEFAULT TRUE,
  f REAL DEFAULT 0, f2 REAL DEFAULT '1.5', f3 DOUBLE DEFAULT 1e3, f4 float DEFAULT 1e400,
  d DATETIME DEFAULT CURRENT_TIMESTAMP, d2 DATE DEFAULT CURRENT_DATE, d3 TIMESTAMP DEFAULT (CURRENT_TIMESTAMP), d4 datetime_text DEFAULT CURRENT_TIMESTAMP,
  d5 TIME DEFAULT CURRENT_TIME, d6 DATETIME DEFAULT (datetime('now','localtime')), d7 TEXT DEFAULT (strftime('%s','now')), d8 datetime DEFAULT '2020-01-01',
  decimals DECIMAL(10,2) DEFAULT 0.10, dec2 NUMERIC DEFAULT '0', dec3 numeric DEFAULT 1e2, js JSON DEFAULT '{}', js2 json_text DEFAULT 'null', x DEFAULT 5, y DEFAULT 'abc', z DEFAULT NULL,
  u CHAR(36) DEFAULT (lower(hex(randomblob(16)))), arr text_array_text DEFAULT '["00000000-0000-0000-0000-000000000000"]', dt date_text DEFAULT 'soon', v vector_text(2) DEFAULT '[1, 2]',
  ip ipaddress_text DEFAULT 'none', en enum_text DEFAULT 'a' CHECK (en IN ('a', 'b')), dc decimal_text(5, 2) DEFAULT '1.5', pos integer DEFAULT 0 CHECK (pos >= 0)
);
CREATE TABLE checks (
  id INTEGER PRIMARY KEY, name TEXT CHECK (name LIKE 'A%'), age INT CONSTRAINT pos CHECK (AGE >= 0), kind TEXT CHECK (kind IN ("a", "b")),
  [status] TEXT, price DECIMAL, CHECK ([status] <> "bad"), CONSTRAINT pos CHECK (age < 200), CHECK (length(name) > 2 and price/2 > 1),
  CHECK (typeof(age) = 'integer'), CHECK (price >= 1.50 OR price == 0), CHECK (name NOT LIKE '%x' ESCAPE '\'),
  CHECK (coalesce(age, 1) BETWEEN 0 AND 300)
);
CREATE TABLE others (
  id INTEGER PRIMARY KEY AUTOINCREMENT, p INT REFERENCES nosuch, q INT REFERENCES parents(nocol), r TEXT REFERENCES parents(code) MATCH FULL ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  s INT REFERENCES parents DEFERRABLE, a INT, b INT, age INT CHECK (age > 0),
  g INT GENERATED ALWAYS AS (a + b) STORED, g2 TEXT AS (upper(r) || "x") VIRTUAL, g3 AS (a / 2), FOREIGN KEY (a, b) REFERENCES parents (a, b) ON UPDATE SET NULL
);
CREATE TABLE keys (a TEXT, b INT, c TEXT COLLATE NOCASE NOT NULL, PRIMARY KEY (b DESC, a), UNIQUE (c), CONSTRAINT keys_u UNIQUE (a, c) ON CONFLICT REPLACE);
CREATE TABLE wr (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE strict_ones (id INT PRIMARY KEY, a ANY, t TEXT NOT NULL DEFAULT '', r REAL DEFAULT 1, i INTEGER DEFAULT '5', b BLOB, an ANY DEFAULT '5') STRICT;
CREATE TABLE "order" ("group" INTEGER PRIMARY KEY, "select" TEXT NOT NULL ON CONFLICT IGNORE, "a b" TEXT DEFAULT 'x', "quote""d" INT, `tick` TEXT, [end] INT);
CREATE INDEX i1 ON checks (name COLLATE NOCASE DESC) WHERE kind = "good";
CREATE UNIQUE INDEX i2 ON checks (lower(name), age) WHERE status IS NOT NULL;
CREATE INDEX i3 ON keys (c COLLATE BINARY);
CREATE INDEX pos2 ON checks (age);
CREATE INDEX i4 ON "order" ("end", 'a b');
CREATE INDEX i5 ON others ((a % 2), substr(r, 1, 3));
CREATE VIEW v AS SELECT * FROM checks;
CREATE TRIGGER tr AFTER INSERT ON checks BEGIN UPDATE parents SET a = 1 WHERE id = new.id; END;
CREATE VIRTUAL TABLE ft USING fts5 (body);
CREATE TABLE nokey (a, b INT DEFAULT 0);
CREATE TABLE descpk (id INTEGER PRIMARY KEY DESC, x TEXT);
CREATE TABLE versions (number INTEGER NOT NULL DEFAULT 7 PRIMARY KEY, note TEXT);
CREATE TABLE noted_versions (version_ptr_id integer NOT NULL PRIMARY KEY REFERENCES versions (number) DEFERRABLE INITIALLY DEFERRED, remark text);
