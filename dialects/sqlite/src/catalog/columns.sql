-- The columns of one table. hidden: 2 is a virtual generated column, 3 a stored one.
SELECT name, type, "notnull", dflt_value, pk, hidden
FROM pragma_table_xinfo(?1)
WHERE hidden <> 1
ORDER BY cid
