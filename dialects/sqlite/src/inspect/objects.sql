-- Everything in the main database. What SQLite makes by itself has no text (automatic indexes) or a name of its own.
SELECT CASE WHEN l.type IN ('virtual', 'shadow') THEN l.type ELSE s.type END AS type,
       s.name,
       s.tbl_name,
       s.sql
FROM sqlite_schema AS s
LEFT JOIN (
    SELECT name, type
    FROM pragma_table_list
    WHERE schema = 'main' AND type IN ('virtual', 'shadow')
) AS l ON s.type = 'table' AND l.name = s.name
WHERE s.sql IS NOT NULL
  AND s.name NOT LIKE 'sqlite\_%' ESCAPE '\'
ORDER BY s.type, s.name
