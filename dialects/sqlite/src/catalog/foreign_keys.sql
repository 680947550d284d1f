-- The foreign keys of one table, a row for each pair of columns. No "to" means the target's primary key.
SELECT id, "table", "from", "to", on_update, on_delete
FROM pragma_foreign_key_list(?1)
ORDER BY id DESC, seq
