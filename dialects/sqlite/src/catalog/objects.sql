-- Everything in the main database. What SQLite makes by itself has no text (automatic indexes) or a name of its own.
SELECT type, name, tbl_name, sql
FROM sqlite_schema
WHERE sql IS NOT NULL
  AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
ORDER BY type, name
