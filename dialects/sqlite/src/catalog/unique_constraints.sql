-- The columns of the UNIQUE constraints of one table, which SQLite keeps as automatic indexes.
SELECT l.seq, x.name
FROM pragma_index_list(?1) AS l
JOIN pragma_index_xinfo(l.name) AS x
WHERE l.origin = 'u' AND x.key = 1
ORDER BY l.seq DESC, x.seqno
