-- revision: 0017
-- down_revision: 0016
-- message: Show email addresses beside names
-- created: 2026-12-01T09:00:00Z

-- +upgrade
-- Both columns are computed from `meta`, on old rows as well: there is nothing to fill in, and
-- nothing is lost when they are dropped.
ALTER TABLE {{ event_sink_database }}.user_profile
    ADD COLUMN email String MATERIALIZED JSONExtractString(meta, 'email') AFTER name,
    ADD COLUMN username String MATERIALIZED JSONExtractString(meta, 'username') AFTER user_id;

DROP TABLE {{ event_sink_database }}.user_pii SYNC;

DROP DICTIONARY {{ event_sink_database }}.user_pii_dict SYNC;

CREATE DICTIONARY {{ event_sink_database }}.user_pii_dict
(
    external_user_id UUID,
    user_id Int32,
    username String,
    name String,
    email String
)
PRIMARY KEY external_user_id
SOURCE(CLICKHOUSE(
    USER '{{ admin_user }}'
    PASSWORD {{ admin_password }}
    DB '{{ event_sink_database }}'
    QUERY 'SELECT ids.external_user_id AS external_user_id, ids.user_id AS user_id, ids.username AS username, profiles.name AS name, profiles.email AS email FROM (SELECT external_user_id, argMax(user_id, time_last_dumped) AS user_id, argMax(username, time_last_dumped) AS username FROM {{ event_sink_database }}.external_id GROUP BY external_user_id) AS ids INNER JOIN (SELECT user_id, argMax(name, time_last_dumped) AS name, argMax(email, time_last_dumped) AS email FROM {{ event_sink_database }}.user_profile GROUP BY user_id) AS profiles ON profiles.user_id = ids.user_id'
))
LIFETIME(MIN 0 MAX {{ pii_cache_lifetime }})
LAYOUT(COMPLEX_KEY_SPARSE_HASHED());

CREATE TABLE {{ event_sink_database }}.user_pii
(
    external_user_id UUID,
    user_id Int32,
    username String,
    name String,
    email String
)
ENGINE = Dictionary('{{ event_sink_database }}.user_pii_dict');

-- +downgrade
DROP TABLE {{ event_sink_database }}.user_pii SYNC;

DROP DICTIONARY {{ event_sink_database }}.user_pii_dict SYNC;

ALTER TABLE {{ event_sink_database }}.user_profile
    DROP COLUMN username,
    DROP COLUMN email;

CREATE DICTIONARY {{ event_sink_database }}.user_pii_dict
(
    external_user_id UUID,
    user_id Int32,
    username String,
    name String
)
PRIMARY KEY external_user_id
SOURCE(CLICKHOUSE(
    USER '{{ admin_user }}'
    PASSWORD {{ admin_password }}
    DB '{{ event_sink_database }}'
    QUERY 'SELECT ids.external_user_id AS external_user_id, ids.user_id AS user_id, ids.username AS username, profiles.name AS name FROM (SELECT external_user_id, argMax(user_id, time_last_dumped) AS user_id, argMax(username, time_last_dumped) AS username FROM {{ event_sink_database }}.external_id GROUP BY external_user_id) AS ids INNER JOIN (SELECT user_id, argMax(name, time_last_dumped) AS name FROM {{ event_sink_database }}.user_profile GROUP BY user_id) AS profiles ON profiles.user_id = ids.user_id'
))
LIFETIME(MIN 0 MAX {{ pii_cache_lifetime }})
LAYOUT(COMPLEX_KEY_SPARSE_HASHED());

CREATE TABLE {{ event_sink_database }}.user_pii
(
    external_user_id UUID,
    user_id Int32,
    username String,
    name String
)
ENGINE = Dictionary('{{ event_sink_database }}.user_pii_dict');
