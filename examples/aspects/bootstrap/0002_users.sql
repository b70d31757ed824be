-- The four users that services log in as. CREATE USER IF NOT EXISTS leaves a user that is there as
-- it is; the ALTER USER behind it makes a changed password take effect on the next run.
-- The user who migrates is made by whoever runs the server, not here.

-- Ralph, the learning record store: writes xAPI events.
CREATE USER IF NOT EXISTS {{ lrs_user }} IDENTIFIED WITH sha256_password BY {{ lrs_password }};

ALTER USER {{ lrs_user }} IDENTIFIED WITH sha256_password BY {{ lrs_password }};

-- Vector: writes tracking logs and, where there is no Ralph, xAPI events.
CREATE USER IF NOT EXISTS {{ vector_user }}
    IDENTIFIED WITH sha256_password BY {{ vector_password }};

ALTER USER {{ vector_user }} IDENTIFIED WITH sha256_password BY {{ vector_password }};

-- Superset and dbt: read everything, build reports.
CREATE USER IF NOT EXISTS {{ report_user }}
    IDENTIFIED WITH sha256_password BY {{ report_password }};

ALTER USER {{ report_user }} IDENTIFIED WITH sha256_password BY {{ report_password }};

-- The LMS and the CMS: write course structure and, where allowed, personal data; delete it when a
-- learner retires.
CREATE USER IF NOT EXISTS {{ cms_user }} IDENTIFIED WITH sha256_password BY {{ cms_password }};

ALTER USER {{ cms_user }} IDENTIFIED WITH sha256_password BY {{ cms_password }};
