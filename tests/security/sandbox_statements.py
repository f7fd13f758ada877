"""What was tried against the sandbox, by class. {db}, {folder}, {home} stand for the release file, a writable folder and the home.

`REFUSED` must be refused with one clear line. `HARMLESS` may be answered, and tells nothing that is not published.
`BOMBS` ask for too much: they end by a limit, or are cheap. Numbers in comments are those of the list the design started from.
"""

from __future__ import annotations

REFUSED: dict[str, list[str]] = {
    "files read": [
        "SELECT * FROM read_csv('/etc/passwd', sep=':')",  # 1
        "FROM read_text('/etc/hostname')",  # 2
        "FROM read_blob('{db}')",  # 3
        "FROM read_duckdb('{db}', table_name='dim_school', schema_name='marts')",  # 5
        "FROM glob('/etc/*')",  # 6
        "FROM '/etc/passwd'",  # 8
        "FROM '{db}'",
        "DESCRIBE SELECT * FROM '/etc/passwd'",
        "SUMMARIZE '/etc/passwd'",
        "SELECT * FROM secret_df",  # 11
        "FROM read_json('/proc/self/environ')",
        "FROM read_ndjson_objects('/proc/self/environ')",
        "FROM read_text('/proc/self/environ')",
        "FROM read_blob('/proc/self/maps')",
        "FROM read_blob('/proc/1/environ')",
        "FROM read_parquet('{folder}/*.parquet')",
        "FROM parquet_metadata('{db}')",
        "FROM sniff_csv('/etc/passwd')",
        "FROM read_csv_auto(['/etc/passwd', '/etc/group'])",
        "FROM read_text('{home}/source.sqlite')",
        "FROM read_blob('file://{db}')",
        "FROM read_text('fd:0')",
        "FROM read_csv('/dev/stdin')",
        "SELECT (SELECT content FROM read_text('/etc/hostname'))",
        "WITH a AS (FROM read_text('/etc/hostname')) SELECT * FROM a",
        "SELECT * FROM marts.dim_school WHERE school_name IN (SELECT content FROM read_text('/etc/hostname'))",
        "SELECT * FROM marts.dim_school, LATERAL (FROM read_text('/etc/hostname'))",
        "SELECT * FROM (VALUES (1)) t(x) JOIN read_text('/etc/hostname') ON true",
        "FROM \"read_text\"('/etc/hostname')",
        "FROM main.read_text('/etc/hostname')",
        "FROM system.main.read_text('/etc/hostname')",
        "PIVOT read_csv('/etc/passwd') ON column0 IN ('a') USING count(*)",
        "EXPLAIN SELECT * FROM read_csv('/etc/passwd')",
        "SUMMARIZE SELECT * FROM read_text('/etc/hostname')",
        "FROM marts.dim_school UNION ALL BY NAME FROM read_text('/etc/hostname')",
        "WITH RECURSIVE t AS (FROM read_text('/etc/hostname') UNION ALL FROM t) FROM t",
        "SELECT list_transform([1], lambda x: (SELECT content FROM read_text('/etc/hostname')))",
        "SELECT count(*) FILTER (WHERE EXISTS (FROM glob('/*'))) FROM range(1)",
        "SELECT 1 ORDER BY (SELECT count(*) FROM glob('/*'))",
        "SELECT 1 LIMIT (SELECT count(*) FROM glob('/*'))",
        "VALUES ((SELECT count(*) FROM glob('/*')))",
    ],
    "network": [
        "FROM read_csv('https://example.org/x.csv')",  # 12
        "FROM 's3://bucket/x.parquet'",  # 14
        "FROM read_parquet('http://127.0.0.1:1/x.parquet')",
        "FROM read_text('gcs://bucket/x')",
        "FROM 'hf://datasets/a/b.parquet'",
        "SELECT http_get('http://127.0.0.1')",
    ],
    "files written": [
        "COPY (SELECT 1) TO '{folder}/pwn.csv'",  # 15
        "COPY (SELECT 1) TO '{db}' (USE_TMP_FILE false)",  # 16
        "COPY (SELECT 1) TO '{db}.wal'",
        "COPY marts.dim_school TO '{folder}/x.parquet' (FORMAT parquet)",
        "COPY marts.dim_school FROM '/etc/passwd'",
        "EXPORT DATABASE '{folder}/x'",  # 20
        "IMPORT DATABASE '{folder}/x'",  # 21
        "COPY FROM DATABASE warehouse TO memory",  # 22
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/x.csv'",  # 59
        "EXPLAIN COPY (SELECT 1) TO '{folder}/x.csv'",
        "EXPLAIN (ANALYZE) SELECT 1",
        "EXPLAIN ANALYZE DELETE FROM marts.dim_school",
        "EXPLAIN/**/ANALYZE COPY (SELECT 1) TO '{folder}/x.csv'",
        "EXPLAIN (FORMAT json) SELECT 1",
        "EXPLAIN EXPLAIN SELECT 1",
    ],
    "other databases": [
        "ATTACH ':memory:' AS m",  # 23
        "ATTACH '{folder}/new.duckdb'",  # 24
        "ATTACH '{db}' AS again (READ_ONLY false)",
        "ATTACH 'x.db' (TYPE sqlite)",  # 26
        "ATTACH 'md:'",
        "DETACH warehouse",
        "INSTALL httpfs",  # 27
        "INSTALL x FROM community",
        "FORCE INSTALL httpfs FROM 'http://127.0.0.1'",
        "LOAD httpfs",  # 28
        "LOAD '{folder}/evil.duckdb_extension'",
        "UPDATE EXTENSIONS",
        "FROM sqlite_scan('{home}/source.sqlite', 'batch')",  # 30
        "FROM postgres_scan('', '', '')",
        "FROM st_read('x')",
        "FROM read_xlsx('x')",
    ],
    "configuration": [
        "SET memory_limit='100GB'",  # 32
        "PRAGMA memory_limit='100GB'",
        "SET threads=64",
        "SET enable_external_access=true",  # 33
        "RESET enable_external_access",
        "SET lock_configuration=false",
        "SET search_path='source'",  # 36
        "SET schema='meta'",
        "USE warehouse.marts",
        "SET VARIABLE x=1",  # 37
        "SELECT getvariable('x')",
        "CALL enable_logging(storage='file')",  # 40
        "CALL enable_profiling()",
        "PRAGMA enable_profiling='json'",
        "SET custom_user_agent='x'",
        "SET GLOBAL temp_directory='{folder}'",
        "SET disabled_filesystems=''",
        "SET errors_as_json=false",
        "CREATE SECRET (TYPE s3)",  # 43
        "CREATE PERSISTENT SECRET x (TYPE s3)",
        "FROM duckdb_settings()",  # 45
        "SELECT current_setting('secret_directory')",
        "SELECT current_setting('temp_directory')",
        "SELECT system.main.current_setting('home_directory')",
        "FROM which_secret('s3://x', 's3')",
        "SELECT setseed(0.5)",
        "SELECT write_log('x')",
        "SELECT sleep_ms(1000)",
        "SELECT pg_sleep(1)",
        "SELECT nextval('s')",
        "SELECT getenv('HOME')",
        "SELECT txid_current()",
    ],
    "catalog": [
        "FROM duckdb_views()",  # 47
        "FROM duckdb_tables()",
        "FROM duckdb_tables",
        "FROM duckdb_functions()",
        "FROM duckdb_databases()",
        "SELECT path FROM duckdb_databases()",
        "FROM duckdb_logs",
        "FROM duckdb_memory()",
        "FROM duckdb_external_file_cache()",
        "FROM duckdb_secrets()",
        "FROM duckdb_temporary_files()",
        "FROM pragma_database_size()",
        "FROM pragma_storage_info('marts.dim_school')",
        "FROM pragma_table_info('marts.dim_school')",
        "FROM pragma_user_agent()",
        "PRAGMA database_list",
        "PRAGMA version",
        "PRAGMA show_tables",
        "SHOW ALL TABLES",  # 65
        "SHOW TABLES",
        "SHOW DATABASES",
        "DESCRIBE",
        "SHOW",
        "SELECT current_user, version()",
        "SELECT current_database(), current_schema()",
        "SELECT current_query()",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM information_schema.schemata",
        "SELECT * FROM pg_catalog.pg_class",
        "SELECT * FROM pg_catalog.pg_settings",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM sqlite_temp_master",
        "SELECT * FROM system.information_schema.tables",
        "SELECT * FROM temp.information_schema.tables",
        "SELECT inet_server_addr()",
        "SELECT pg_get_viewdef(1)",
        "SELECT current_connection_id()",
        "DESCRIBE duckdb_tables",
        "SUMMARIZE pg_catalog.pg_class",
        "WITH sqlite_master AS (SELECT 1) SELECT * FROM (SELECT * FROM sqlite_master)",
        "SELECT * FROM (WITH duckdb_views AS (SELECT 1) SELECT 1), duckdb_views",
        "FROM test_all_types()",
        "FROM icu_calendar_names()",
        "FROM summary((SELECT 1))",
    ],
    "hidden tables": [
        "SELECT * FROM staging.stg_school",  # 49
        'SELECT * FROM "staging"."stg_school"',
        "SELECT * FROM warehouse.StAgInG.STG_school",
        "SELECT * FROM intermediate.int_school",
        "SELECT * FROM main.dim_school",
        "SELECT * FROM other.marts.dim_school",
        "FROM query('SELECT * FROM marts.dim_school')",  # 50
        "FROM query('SEL' || 'ECT 1')",
        "FROM query_table('marts.dim_school')",  # 51
        "FROM query_table(['marts.dim_school', 'source.school'])",
        "FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
        "PRAGMA json_execute_serialized_sql('x')",
        "SELECT json_serialize_sql('SELECT 1')",
        "SELECT json_serialize_plan('SELECT 1')",
        "FROM seq_scan('marts.dim_school')",
        "FROM pandas_scan(1)",
        "FROM arrow_scan(1, 2, 3)",
        "FROM python_map_function(1)",
        "SELECT * FROM marts.dim_school AT (VERSION => 1)",
        "SELECT * FROM recurring.t",
    ],
    "other statements": [
        "CREATE TEMP TABLE dim_school AS SELECT 1",  # 56
        "CREATE TEMP VIEW dim_school AS SELECT 1",
        "CREATE TEMP MACRO f() AS 1",
        "CREATE OR REPLACE MACRO main.sum(x) AS 0",
        "CREATE TYPE t AS ENUM ('a')",
        "CREATE SEQUENCE s",
        "CREATE SCHEMA s",
        "DELETE FROM marts.dim_school",  # 57
        "UPDATE marts.dim_school SET school_name = 'x'",
        "INSERT INTO marts.dim_school SELECT * FROM marts.dim_school",
        "TRUNCATE marts.dim_school",
        "MERGE INTO marts.dim_school USING marts.dim_school AS s ON true WHEN MATCHED THEN DELETE",
        "DROP TABLE marts.dim_school",
        "ALTER TABLE marts.dim_school ADD COLUMN x INT",
        "COMMENT ON TABLE marts.dim_school IS 'x'",
        "WITH d AS (DELETE FROM marts.dim_school RETURNING *) SELECT * FROM d",
        "SELECT 1; DROP TABLE marts.dim_school",  # 61
        "SELECT 1 /* ; */ ; --x\nDELETE FROM marts.dim_school",
        "SELECT 1; SELECT 2",
        "EXPLAIN SELECT 1; DROP TABLE marts.dim_school",
        "BEGIN",  # 63
        "BEGIN; DROP TABLE marts.dim_school; COMMIT",
        "CHECKPOINT",
        "FORCE CHECKPOINT",
        "VACUUM",
        "ANALYZE",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "DEALLOCATE p",
        "CALL pragma_version()",
        "PIVOT marts.dim_school ON district USING count(*)",
        "SELECT sum(x) EXPORT_STATE FROM range(3) t(x)",
        "SELECT finalize('x')",
        "",
        ";",
        "-- nothing",
        "\0",
        "SELECT '\0'",
        "NOT SQL AT ALL",
        "SELECT 1 \\",
        "\\copy x",
        ".shell ls",
        "$$",
        "SELECT",
    ],
}

HARMLESS: dict[str, list[str]] = {
    "queries": [
        "SELECT 1 -- ; DROP TABLE marts.dim_school",
        "SELECT $$a;b$$",
        "SELECT\u00a01",
        "SUMMARIZE marts.dim_school",
        "DESCRIBE marts.dim_school",
        "EXPLAIN SELECT * FROM marts.dim_school",
        "/* why */ explain from marts.dim_school",
        "PIVOT marts.dim_school ON school_level IN ('secondary', 'other') USING count(*) GROUP BY district",
        "FROM marts.dim_school SELECT school_name LIMIT 3",
        'SELECT count(*) FROM "marts"."dim_school"',
        "SELECT count(*) FROM warehouse.MARTS.Dim_School",
        "WITH dim_school AS (SELECT 1 AS x) SELECT * FROM dim_school",
        "SELECT 'select * from read_text(''/etc/hostname'')'",
        "SELECT md5('x'), hash(1), typeof(1)",
    ],
    "words that DuckDB answers with a constant": [
        "SELECT session_user",
        "SELECT current_role, current_catalog",
    ],
    "cells": [
        "SELECT '=HYPERLINK(\"http://x\")' AS a",  # 81
        "SELECT '<img src=x onerror=alert(1)>' AS a",
        'SELECT 1 AS "[x](javascript:alert(1)) <b>"',
        "SELECT chr(0) || chr(8238) || chr(55296::int % 55295) AS odd",
        "SELECT repeat('x', 100000) AS long",
        "SELECT '\\x00\\xFF'::blob AS b, bit '0101', interval 3 month, 'infinity'::date, 'nan'::double",
        "SELECT {{'map': [[1, 2]]}} AS a, {{'decimal': 'x'}} AS b, map {{'bytes': 'zz'}} AS c",
        "SELECT 170141183460469231731687303715884105727::hugeint, 1::uhugeint, 1.5::decimal(38, 20)",
        "SELECT timetz '10:00:00+01', timestamp_ns '2024-01-01 00:00:00.123456789', '{{\"a\": 1}}'::json",
        "SELECT '2024-01-01'::timestamptz, timestamp '294246-01-01'",
        "SELECT 1 AS a, 2 AS a, 3 AS a",
    ],
    "regular expressions": [
        "SELECT regexp_matches(repeat('a', 50000), '(a+)+$')",  # 73
        "SELECT repeat('a', 20000) LIKE '%a%a%a%a%a%a%a%b'",
    ],
}

BOMBS: list[str] = [
    "SELECT count(*) FROM range(1000000000000)",  # 66
    "SELECT unnest(range(500000000))",
    "SELECT count(*) FROM generate_series(timestamp '0001-01-01', timestamp '8001-01-01', interval 1 microsecond)",
    "SELECT count(*) FROM range(1000000) a, range(1000000) b",  # 67
    "SELECT count(*) FROM range(1000000) a(x) JOIN range(1000000) b(y) ON x < y AND x + y > 5",
    "SELECT sum((SELECT count(*) FROM range(100000) b(y) WHERE y < x)) FROM range(100000) a(x)",
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",  # 68
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t, range(2)) SELECT count(*) FROM t",
    "SELECT length(repeat('a', 2000000000))",  # 70
    "SELECT repeat('a', 900000000) || repeat('b', 900000000)",
    "SELECT lpad('a', 2000000000, 'b')",
    "SELECT printf('%1000000000d', 1)",
    "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))",
    "SELECT damerau_levenshtein(repeat('a', 100000), repeat('b', 100000))",
    "SELECT replace(repeat('a', 1000000), 'a', repeat('b', 10000))",  # 72
    "SELECT strftime(timestamp '2024-01-01', repeat('%Y', 50000000))",
    "SELECT url_encode(repeat('\u00e9', 300000000))",
    "SELECT regexp_replace(repeat('a', 1000000), 'a', repeat('b', 10000), 'g')",
    "SELECT * FROM range(300000000) ORDER BY random()",  # 77
    "SELECT md5(x::varchar), count(*) FROM range(300000000) t(x) GROUP BY 1",
    "SELECT median(x) OVER (ORDER BY x ROWS BETWEEN 100000 PRECEDING AND 100000 FOLLOWING) FROM range(10000000) t(x)",
    "SELECT " + "(" * 3_000 + "1" + ")" * 3_000,  # 79
    "SELECT " + "+".join(["1"] * 20_000),
    "SELECT * FROM " + "(SELECT * FROM " * 400 + "range(1)" + ")" * 400,
    "SELECT * FROM range(5000000) a(x), range(10) b(y)",  # 81
    "SELECT repeat('a', 1000000000) AS one_cell",
    "SELECT [x for x in range(100000000)]",
    "SELECT list(x) FROM range(200000000) t(x)",
    "SELECT string_agg(x::varchar, ',') FROM range(100000000) t(x)",
    "SELECT factorial(20) * x FROM range(1000000000) t(x) WHERE x < 0",
    "SELECT " + ", ".join(f"{i} AS c{i}" for i in range(2_000)),
    "SELECT * FROM " + ", ".join(f"range(2) t{i}" for i in range(60)),
    "SELECT list_reduce(range(20000000), lambda a, b: (a * 31 + b) % 1000003)",
    "SELECT histogram(x) FROM range(50000000) t(x)",
    "SELECT bar(1, 0, 1, 1000000000)",
]
