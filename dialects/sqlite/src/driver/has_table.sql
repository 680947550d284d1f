-- An unqualified name is looked up in the temporary, the main and the attached databases.
SELECT 1
FROM pragma_table_list(?1)
WHERE type IN ('table', 'virtual', 'shadow')
  AND (?2 IS NULL OR schema = ?2 COLLATE NOCASE)
LIMIT 1
