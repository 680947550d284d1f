-- What may name a table's columns: views, and triggers of any table.
SELECT name, type, tbl_name, sql
FROM sqlite_schema
WHERE type IN ('view', 'trigger')
ORDER BY type, name
