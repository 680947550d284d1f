DECLARE
    old oid := to_regtype({type_text});
    used record;
    kept text;
BEGIN
    IF {live} = {wanted} THEN
        RETURN;
    END IF;
    ALTER TYPE {type} RENAME TO aksara_old_enum;
    {create};
    FOR used IN
        SELECT format('%I.%I', n.nspname, c.relname) AS relation, quote_ident(a.attname) AS field,
               pg_get_expr(d.adbin, d.adrelid) AS value,
               a.attrelid = to_regclass({table_text}) AND a.attname = {field_text} AS is_own
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.atttypid = old AND NOT a.attisdropped
    LOOP
        EXECUTE format('ALTER TABLE %1$s ALTER COLUMN %2$s DROP DEFAULT, ALTER COLUMN %2$s TYPE %3$s USING %2$s::text::%3$s',
                       used.relation, used.field, {type_text});
        IF used.value IS NOT NULL THEN
            EXECUTE 'SELECT (' || used.value || ')::text' INTO kept;
            IF kept = ANY ({wanted}) OR NOT used.is_own THEN
                EXECUTE format('ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %L', used.relation, used.field, kept);
            END IF;
        END IF;
    END LOOP;
    EXECUTE 'DROP TYPE ' || old::regtype;
END
