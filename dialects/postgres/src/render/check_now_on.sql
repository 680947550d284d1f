DECLARE
    pending record;
BEGIN
    FOR pending IN
        SELECT n.nspname, c.conname
        FROM pg_constraint c
        JOIN pg_namespace n ON n.oid = c.connamespace
        WHERE c.condeferrable AND to_regclass({table_text}) IN (c.conrelid, c.confrelid)
    LOOP
        EXECUTE format('SET CONSTRAINTS %I.%I IMMEDIATE', pending.nspname, pending.conname);
    END LOOP;
END
