SELECT table_name AS table_name,
       index_name AS index_name,
       non_unique AS non_unique,
       column_name AS column_name,
       sub_part AS prefix_length,
       collation AS direction,
       index_type AS index_type,
       nullif(index_comment, '') AS index_comment,
       {is_hidden} AS is_hidden,
       {expression} AS expression
FROM information_schema.statistics
WHERE table_schema = database()
ORDER BY table_name, index_name, seq_in_index
