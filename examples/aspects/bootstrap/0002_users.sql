-- The four users that services log in as. CREATE USER IF NOT EXISTS leaves a user that is there as
-- it is; the ALTER USER behind it makes a changed password take effect on the next run.
-- The user who migrates is made by whoever runs the server, not here.

-- Ralph, the learning record store: writes xAPI events.
CREATE USER IF NOT EXISTS {{ ASPECTS_CLICKHOUSE_LRS_USER }}
    IDENTIFIED WITH sha256_password BY {{ ASPECTS_CLICKHOUSE_LRS_PASSWORD }};

ALTER USER {{ ASPECTS_CLICKHOUSE_LRS_USER }}
    IDENTIFIED WITH sha256_password BY {{ ASPECTS_CLICKHOUSE_LRS_PASSWORD }};

-- Vector: writes tracking logs and, where there is no Ralph, xAPI events.
CREATE USER IF NOT EXISTS {{ ASPECTS_CLICKHOUSE_VECTOR_USER }}
    IDENTIFIED WITH sha256_password BY {{ ASPECTS_CLICKHOUSE_VECTOR_PASSWORD }};

ALTER USER {{ ASPECTS_CLICKHOUSE_VECTOR_USER }}
    IDENTIFIED WITH sha256_password BY {{ ASPECTS_CLICKHOUSE_VECTOR_PASSWORD }};

-- Superset and dbt: read everything, build reports.
CREATE USER IF NOT EXISTS {{ ASPECTS_CLICKHOUSE_REPORT_USER }}
    IDENTIFIED WITH sha256_password BY {{ ASPECTS_CLICKHOUSE_REPORT_PASSWORD }};

ALTER USER {{ ASPECTS_CLICKHOUSE_REPORT_USER }}
    IDENTIFIED WITH sha256_password BY {{ ASPECTS_CLICKHOUSE_REPORT_PASSWORD }};

-- The LMS and the CMS: write course structure and, where allowed, personal data; delete it when a
-- learner retires.
CREATE USER IF NOT EXISTS {{ ASPECTS_CLICKHOUSE_CMS_USER }}
    IDENTIFIED WITH sha256_password BY {{ ASPECTS_CLICKHOUSE_CMS_PASSWORD }};

ALTER USER {{ ASPECTS_CLICKHOUSE_CMS_USER }}
    IDENTIFIED WITH sha256_password BY {{ ASPECTS_CLICKHOUSE_CMS_PASSWORD }};
