SELECT DISTINCT holder.processlist_id, holder.processlist_user, holder.processlist_host, holder.processlist_time,
    coalesce(holder.processlist_info, statement.sql_text)
FROM performance_schema.threads AS waiter
JOIN (
    SELECT pending.owner_thread_id AS waiting, granted.owner_thread_id AS holding
    FROM performance_schema.metadata_locks AS pending
    JOIN performance_schema.metadata_locks AS granted
        ON granted.object_type = pending.object_type
        AND granted.object_schema <=> pending.object_schema
        AND granted.object_name <=> pending.object_name
        AND granted.lock_status = 'GRANTED'
        AND granted.owner_thread_id <> pending.owner_thread_id
    WHERE pending.lock_status = 'PENDING'
    UNION
    SELECT requesting_thread_id, blocking_thread_id FROM performance_schema.data_lock_waits
) AS waits ON waits.waiting = waiter.thread_id
JOIN performance_schema.threads AS holder ON holder.thread_id = waits.holding
LEFT JOIN performance_schema.events_statements_current AS statement
    ON statement.thread_id = holder.thread_id AND statement.nesting_event_id IS NULL
WHERE waiter.processlist_id = ? AND holder.processlist_id IS NOT NULL
