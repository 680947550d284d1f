-- The tables that refer to a table, itself included where it does.
SELECT DISTINCT s.name
FROM sqlite_schema AS s
JOIN pragma_foreign_key_list(s.name) AS k
WHERE s.type = 'table'
  AND s.sql NOT LIKE 'CREATE VIRTUAL %'
  AND k."table" = ?1 COLLATE NOCASE
ORDER BY s.name
