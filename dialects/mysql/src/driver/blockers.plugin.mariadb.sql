SELECT DISTINCT holder.id, holder.user, holder.host, holder.time, holder.info
FROM information_schema.metadata_lock_info AS held
JOIN information_schema.processlist AS holder ON holder.id = held.thread_id
JOIN information_schema.processlist AS waiter ON waiter.id = ? AND waiter.state LIKE 'Waiting for%lock%'
WHERE held.lock_type LIKE 'Table%' AND held.table_schema = waiter.db AND holder.id <> waiter.id
    AND holder.id <> connection_id()
