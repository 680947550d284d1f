SELECT DISTINCT holder.id, holder.user, holder.host, holder.time, coalesce(holder.info, blocking.trx_query)
FROM information_schema.innodb_lock_waits AS waits
JOIN information_schema.innodb_trx AS requesting ON requesting.trx_id = waits.requesting_trx_id
JOIN information_schema.innodb_trx AS blocking ON blocking.trx_id = waits.blocking_trx_id
JOIN information_schema.processlist AS holder ON holder.id = blocking.trx_mysql_thread_id
WHERE requesting.trx_mysql_thread_id = ?
