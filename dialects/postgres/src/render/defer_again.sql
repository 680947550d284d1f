DECLARE
    deferred record;
BEGIN
    FOR deferred IN
        SELECT n.nspname, c.conname
        FROM pg_constraint c
        JOIN pg_namespace n ON n.oid = c.connamespace
        GROUP BY n.nspname, c.conname
        HAVING bool_or(c.condeferred) AND bool_and(c.condeferrable)
    LOOP
        EXECUTE format('SET CONSTRAINTS %I.%I DEFERRED', deferred.nspname, deferred.conname);
    END LOOP;
END
