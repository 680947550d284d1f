SHOW SESSION VARIABLES
WHERE variable_name IN (
    'alter_algorithm', 'auto_increment_increment', 'auto_increment_offset', 'autocommit', 'block_encryption_mode',
    'character_set_client', 'character_set_connection', 'character_set_results', 'check_constraint_checks',
    'collation_connection', 'default_collation_for_utf8mb4', 'default_storage_engine', 'default_table_encryption',
    'default_tmp_storage_engine', 'default_week_format', 'div_precision_increment', 'explicit_defaults_for_timestamp',
    'foreign_key_checks', 'group_concat_max_len', 'innodb_lock_wait_timeout', 'innodb_strict_mode', 'lc_time_names',
    'lock_wait_timeout', 'max_execution_time', 'max_statement_time', 'old_alter_table', 'sql_auto_is_null',
    'sql_big_selects', 'sql_generate_invisible_primary_key', 'sql_log_bin', 'sql_mode', 'sql_notes',
    'sql_quote_show_create', 'sql_require_primary_key', 'sql_safe_updates', 'sql_select_limit', 'sql_warnings',
    'system_versioning_alter_history', 'time_zone', 'transaction_isolation', 'transaction_read_only', 'tx_isolation',
    'tx_read_only', 'unique_checks'
)
