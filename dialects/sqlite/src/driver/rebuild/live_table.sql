-- A table with its indexes and triggers, in the order in which they were made. Automatic indexes have no text.
SELECT type, name, sql
FROM sqlite_schema
WHERE tbl_name = ?1 COLLATE NOCASE
  AND sql IS NOT NULL
ORDER BY rowid
