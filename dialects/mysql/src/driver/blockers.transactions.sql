SELECT holder.id, holder.user, holder.host, holder.time, coalesce(holder.info, open.trx_query)
FROM information_schema.processlist AS waiter
JOIN information_schema.processlist AS holder
    ON holder.db = waiter.db AND holder.id <> waiter.id AND holder.id <> connection_id()
LEFT JOIN information_schema.innodb_trx AS open ON open.trx_mysql_thread_id = holder.id
WHERE waiter.id = ? AND waiter.state LIKE 'Waiting for%lock%' AND coalesce(holder.state, '') NOT LIKE 'Waiting for%lock%'
    AND (open.trx_mysql_thread_id IS NOT NULL OR holder.command NOT IN ('Sleep', 'Daemon'))
