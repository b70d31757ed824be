-- revision: 0019
-- down_revision: 0015
-- message: Compute verb, actor and organisation of xAPI events
-- created: 2026-12-02T09:00:00Z

-- +upgrade
-- From here on they are stored for new rows and computed on reading for old ones; 0020 stores them
-- for those too.
ALTER TABLE {{ xapi_database }}.{{ raw_xapi_table }}
    ADD COLUMN verb LowCardinality(String) MATERIALIZED JSONExtractString(event, 'verb', 'id'),
    ADD COLUMN actor UUID
        MATERIALIZED toUUIDOrZero(JSONExtractString(event, 'actor', 'account', 'name')),
    ADD COLUMN org LowCardinality(String)
        MATERIALIZED ifNull(get_org_from_course_url(JSONExtractString(event, 'object', 'id')), '');

-- +downgrade
ALTER TABLE {{ xapi_database }}.{{ raw_xapi_table }}
    DROP COLUMN org,
    DROP COLUMN actor,
    DROP COLUMN verb;
