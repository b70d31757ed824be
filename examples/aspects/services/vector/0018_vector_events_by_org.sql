-- revision: 0018
-- down_revision: 0014
-- depends_on: 0008
-- message: List Vector's xAPI events by organisation
-- created: 2026-12-01T10:00:00Z

-- +upgrade
-- The view uses the function of the xapi service. A function's body is copied into the view when
-- the view is made: with the body of 0001, organisations with a dash in their names would be cut
-- short for good.
CREATE TABLE {{ vector_database }}.xapi_events_by_org
(
    org LowCardinality(String),
    verb LowCardinality(String),
    emission_time DateTime64(6, 'UTC'),
    event_id UUID
)
ENGINE = ReplacingMergeTree
ORDER BY (org, verb, emission_time, event_id);

CREATE MATERIALIZED VIEW {{ vector_database }}.xapi_events_by_org_mv
TO {{ vector_database }}.xapi_events_by_org
AS SELECT
    ifNull(get_org_from_course_url(JSONExtractString(event, 'object', 'id')), '') AS org,
    JSONExtractString(event, 'verb', 'id') AS verb,
    emission_time,
    event_id
FROM {{ vector_database }}.{{ vector_raw_xapi_table }};

-- probe: SELECT count() = 0 FROM {{ vector_database }}.{{ vector_raw_xapi_table }} WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ vector_database }}.xapi_events_by_org)
INSERT INTO {{ vector_database }}.xapi_events_by_org (org, verb, emission_time, event_id)
SELECT
    ifNull(get_org_from_course_url(JSONExtractString(event, 'object', 'id')), ''),
    JSONExtractString(event, 'verb', 'id'),
    emission_time,
    event_id
FROM {{ vector_database }}.{{ vector_raw_xapi_table }};

-- +downgrade
DROP VIEW {{ vector_database }}.xapi_events_by_org_mv SYNC;

DROP TABLE {{ vector_database }}.xapi_events_by_org SYNC;
