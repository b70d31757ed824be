-- revision: 0032
-- down_revision: 0029
-- depends_on: 0031
-- message: Partition xAPI events by month and count each once

-- +upgrade
-- It needs the room of a second copy of the events, and readers miss old ones until they are copied.
CREATE TABLE {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`
(
    event_id UUID,
    emission_time DateTime64(6),
    event String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(emission_time)
PRIMARY KEY (emission_time, event_id)
ORDER BY (emission_time, event_id);

-- From here on writers write to the new table, none of them sees the name missing.
-- probe: SELECT partition_key != '' FROM system.tables WHERE database = '{{ RALPH_DATABASE }}' AND name = '{{ ASPECTS_RAW_XAPI_TABLE }}'
EXCHANGE TABLES {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }}
    AND {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`;

{% if not CLICKHOUSE_REPLICATED_DATABASES %}
-- DETACH ... SYNC waits for those who still write to the old one: what is copied then is all.
-- probe: SELECT count() = 0 FROM system.tables WHERE database = '{{ RALPH_DATABASE }}' AND name = '{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032'
DETACH TABLE {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032` SYNC;

-- probe: SELECT count() = 1 FROM system.tables WHERE database = '{{ RALPH_DATABASE }}' AND name = '{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032'
ATTACH TABLE IF NOT EXISTS {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`;
{% endif %}

-- A second time does no harm: the table keeps one row of each event.
-- probe: SELECT count() = 0 FROM {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032` WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }})
INSERT INTO {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }} (event_id, emission_time, event)
SELECT event_id, emission_time, event
FROM {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`
SETTINGS max_partitions_per_insert_block = 10000;

{% if CLICKHOUSE_REPLICATED_DATABASES %}
-- The rows of such writers, where tables cannot be detached.
-- probe: SELECT count() = 0 FROM {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032` WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }})
INSERT INTO {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }} (event_id, emission_time, event)
SELECT event_id, emission_time, event
FROM {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`
WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }})
SETTINGS max_partitions_per_insert_block = 10000;
{% endif %}

DROP TABLE {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032` SYNC;

-- +downgrade
CREATE TABLE {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`
(
    event_id UUID,
    emission_time DateTime64(6),
    event String
)
ENGINE = MergeTree
PRIMARY KEY (emission_time, event_id)
ORDER BY (emission_time, event_id);

-- From here on writers write to the new table, none of them sees the name missing.
-- probe: SELECT partition_key = '' FROM system.tables WHERE database = '{{ RALPH_DATABASE }}' AND name = '{{ ASPECTS_RAW_XAPI_TABLE }}'
EXCHANGE TABLES {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }}
    AND {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`;

{% if not CLICKHOUSE_REPLICATED_DATABASES %}
-- DETACH ... SYNC waits for those who still write to the old one: what is copied then is all.
-- probe: SELECT count() = 0 FROM system.tables WHERE database = '{{ RALPH_DATABASE }}' AND name = '{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032'
DETACH TABLE {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032` SYNC;

-- probe: SELECT count() = 1 FROM system.tables WHERE database = '{{ RALPH_DATABASE }}' AND name = '{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032'
ATTACH TABLE IF NOT EXISTS {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`;
{% endif %}

-- probe: SELECT multiIf(countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }})) = 0, 1, countIf((emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }})) = count(), 0, 2) FROM {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`
INSERT INTO {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }} (event_id, emission_time, event)
SELECT event_id, emission_time, event
FROM {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`;

{% if CLICKHOUSE_REPLICATED_DATABASES %}
-- The rows of such writers, where tables cannot be detached.
-- probe: SELECT count() = 0 FROM {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032` WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }})
INSERT INTO {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }} (event_id, emission_time, event)
SELECT event_id, emission_time, event
FROM {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032`
WHERE (emission_time, event_id) NOT IN (SELECT emission_time, event_id FROM {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }});
{% endif %}

DROP TABLE {{ RALPH_DATABASE }}.`{{ ASPECTS_RAW_XAPI_TABLE }}_copy_0032` SYNC;
