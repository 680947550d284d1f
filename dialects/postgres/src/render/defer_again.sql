DECLARE deferred text := (SELECT string_agg(name, ', ') FROM (
    SELECT format('%s.%I', connamespace::regnamespace, conname) AS name FROM pg_constraint
    GROUP BY 1 HAVING bool_or(condeferred) AND bool_and(condeferrable)) AS names);
BEGIN IF deferred IS NOT NULL THEN EXECUTE 'SET CONSTRAINTS ' || deferred || ' DEFERRED'; END IF; END
