DECLARE pending text := (SELECT string_agg(format('%s.%I', connamespace::regnamespace, conname), ', ')
    FROM pg_constraint WHERE condeferrable AND to_regclass({table_text}) IN (conrelid, confrelid));
BEGIN IF pending IS NOT NULL THEN EXECUTE 'SET CONSTRAINTS ' || pending || ' IMMEDIATE'; END IF; END
