-- revision: 0016
-- down_revision: 0012
-- message: Partition external ids by user
-- created: 2026-11-30T10:00:00Z

-- +upgrade
-- The dictionary of 0012 reads this table, so it can be exchanged but not renamed away. The
-- dictionary is detached meanwhile: it must not load from a table that is still being filled.
-- (A server that restarts half-way attaches it by itself; hence IF NOT EXISTS.)
CREATE TABLE {{ event_sink_database }}.external_id_new_0016
(
    external_user_id UUID,
    external_id_type LowCardinality(String),
    username String,
    user_id Int32,
    dump_id UUID,
    time_last_dumped DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree
PARTITION BY user_id % 8
ORDER BY (external_user_id, time_last_dumped);

DETACH DICTIONARY {{ event_sink_database }}.user_pii_dict;

-- probe: SELECT partition_key != '' FROM system.tables WHERE database = '{{ event_sink_database }}' AND name = 'external_id'
EXCHANGE TABLES {{ event_sink_database }}.external_id
    AND {{ event_sink_database }}.external_id_new_0016;

-- probe: SELECT count() = 0 FROM {{ event_sink_database }}.external_id_new_0016 WHERE (external_user_id, time_last_dumped) NOT IN (SELECT external_user_id, time_last_dumped FROM {{ event_sink_database }}.external_id)
INSERT INTO {{ event_sink_database }}.external_id
    (external_user_id, external_id_type, username, user_id, dump_id, time_last_dumped)
SELECT external_user_id, external_id_type, username, user_id, dump_id, time_last_dumped
FROM {{ event_sink_database }}.external_id_new_0016;

ATTACH DICTIONARY IF NOT EXISTS {{ event_sink_database }}.user_pii_dict;

DROP TABLE {{ event_sink_database }}.external_id_new_0016 SYNC;

-- +downgrade
CREATE TABLE {{ event_sink_database }}.external_id_new_0016
(
    external_user_id UUID,
    external_id_type LowCardinality(String),
    username String,
    user_id Int32,
    dump_id UUID,
    time_last_dumped DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree
ORDER BY (external_user_id, time_last_dumped);

DETACH DICTIONARY {{ event_sink_database }}.user_pii_dict;

-- probe: SELECT partition_key = '' FROM system.tables WHERE database = '{{ event_sink_database }}' AND name = 'external_id'
EXCHANGE TABLES {{ event_sink_database }}.external_id
    AND {{ event_sink_database }}.external_id_new_0016;

-- probe: SELECT count() = 0 FROM {{ event_sink_database }}.external_id_new_0016 WHERE (external_user_id, time_last_dumped) NOT IN (SELECT external_user_id, time_last_dumped FROM {{ event_sink_database }}.external_id)
INSERT INTO {{ event_sink_database }}.external_id
    (external_user_id, external_id_type, username, user_id, dump_id, time_last_dumped)
SELECT external_user_id, external_id_type, username, user_id, dump_id, time_last_dumped
FROM {{ event_sink_database }}.external_id_new_0016;

ATTACH DICTIONARY IF NOT EXISTS {{ event_sink_database }}.user_pii_dict;

DROP TABLE {{ event_sink_database }}.external_id_new_0016 SYNC;
