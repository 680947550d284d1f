-- Defaults of every form.
CREATE TABLE t (
    a int DEFAULT -1, b int DEFAULT +7, c int DEFAULT - 5, d int DEFAULT 0x1F, e blob DEFAULT x'00ff', f bool DEFAULT TRUE, g bool DEFAULT false,
    h text DEFAULT "quoted", i text DEFAULT bare, j text DEFAULT CURRENT_TIMESTAMP, k date_text DEFAULT CURRENT_DATE, l text DEFAULT 'it''s',
    m real DEFAULT 1.5e-3, n real DEFAULT .5, o int DEFAULT (NULL), p int DEFAULT NULL, q text DEFAULT '', r int DEFAULT (1 + 2), s int DEFAULT 1_000,
    t text DEFAULT (datetime('now')), u int DEFAULT (-(3)), v text DEFAULT ('a' || 'b'), w int DEFAULT 9223372036854775808, x int DEFAULT '5',
    y text DEFAULT [bracket], z numeric(5,2) DEFAULT 1.50
);
