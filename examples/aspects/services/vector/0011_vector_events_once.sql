-- revision: 0011
-- down_revision: 0008
-- depends_on: 0010
-- replaces: 0012, 0013
-- message: Count each of Vector's xAPI events once

-- +upgrade
-- Partitions are attached to the new table as they are, without copying a row. Second deliveries are
-- merged away in the background; until then FINAL leaves them out.
CREATE TABLE {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`
(
    event_id UUID,
    emission_time DateTime64(6),
    event_str String
)
ENGINE = ReplacingMergeTree
PRIMARY KEY (emission_time)
ORDER BY (emission_time, event_id);

-- From here on writers write to the new table, none of them sees the name missing.
-- probe: SELECT engine LIKE '%ReplacingMergeTree' FROM system.tables WHERE database = '{{ ASPECTS_VECTOR_DATABASE }}' AND name = '{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}'
EXCHANGE TABLES {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}
    AND {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`;

{% if not CLICKHOUSE_REPLICATED_DATABASES %}
-- DETACH ... SYNC waits for those who still write to the old one: what is copied then is all.
-- probe: SELECT count() = 0 FROM system.tables WHERE database = '{{ ASPECTS_VECTOR_DATABASE }}' AND name = '{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011'
DETACH TABLE {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011` SYNC;

-- probe: SELECT count() = 1 FROM system.tables WHERE database = '{{ ASPECTS_VECTOR_DATABASE }}' AND name = '{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011'
ATTACH TABLE IF NOT EXISTS {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`;
{% endif %}

-- probe: SELECT multiIf(countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }})) = 0, 1, countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }})) = count(), 0, 2) FROM {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`
ALTER TABLE {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}
    ATTACH PARTITION tuple() FROM {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`;

{% if CLICKHOUSE_REPLICATED_DATABASES %}
-- The rows of such writers, where tables cannot be detached.
-- probe: SELECT count() = 0 FROM {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011` WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }})
INSERT INTO {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }} (event_id, emission_time, event_str)
SELECT event_id, emission_time, event_str
FROM {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`
WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }});
{% endif %}

DROP TABLE {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011` SYNC;

-- +downgrade
-- Second deliveries that were merged away stay away.
CREATE TABLE {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`
(
    event_id UUID,
    emission_time DateTime64(6),
    event_str String
)
ENGINE = MergeTree
PRIMARY KEY (emission_time)
ORDER BY (emission_time, event_id);

-- From here on writers write to the new table, none of them sees the name missing.
-- probe: SELECT engine NOT LIKE '%ReplacingMergeTree' FROM system.tables WHERE database = '{{ ASPECTS_VECTOR_DATABASE }}' AND name = '{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}'
EXCHANGE TABLES {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}
    AND {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`;

{% if not CLICKHOUSE_REPLICATED_DATABASES %}
-- DETACH ... SYNC waits for those who still write to the old one: what is copied then is all.
-- probe: SELECT count() = 0 FROM system.tables WHERE database = '{{ ASPECTS_VECTOR_DATABASE }}' AND name = '{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011'
DETACH TABLE {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011` SYNC;

-- probe: SELECT count() = 1 FROM system.tables WHERE database = '{{ ASPECTS_VECTOR_DATABASE }}' AND name = '{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011'
ATTACH TABLE IF NOT EXISTS {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`;
{% endif %}

-- probe: SELECT multiIf(countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }})) = 0, 1, countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }})) = count(), 0, 2) FROM {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`
ALTER TABLE {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}
    ATTACH PARTITION tuple() FROM {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`;

{% if CLICKHOUSE_REPLICATED_DATABASES %}
-- The rows of such writers, where tables cannot be detached.
-- probe: SELECT count() = 0 FROM {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011` WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }})
INSERT INTO {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }} (event_id, emission_time, event_str)
SELECT event_id, emission_time, event_str
FROM {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011`
WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ ASPECTS_VECTOR_DATABASE }}.{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }});
{% endif %}

DROP TABLE {{ ASPECTS_VECTOR_DATABASE }}.`{{ ASPECTS_VECTOR_RAW_XAPI_TABLE }}_copy_0011` SYNC;
