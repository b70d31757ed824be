-- revision: 0039
-- down_revision: 0038
-- message: Create the tables of tags and taxonomies

-- +upgrade
CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.tag
(
    id Int32,
    taxonomy Int32,
    parent Int32,
    value String,
    external_id String,
    lineage String,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = ReplacingMergeTree
PRIMARY KEY (id, time_last_dumped)
ORDER BY (id, time_last_dumped);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.taxonomy
(
    id Int32,
    name String,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = ReplacingMergeTree
PRIMARY KEY (id, time_last_dumped)
ORDER BY (id, time_last_dumped);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.object_tag
(
    id Int32,
    object_id String,
    taxonomy Int32,
    tag Int32,
    _value String,
    _export_id String,
    lineage String,
    dump_id UUID,
    time_last_dumped String
)
ENGINE = ReplacingMergeTree
PRIMARY KEY (id, time_last_dumped)
ORDER BY (id, time_last_dumped);

-- +downgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.object_tag SYNC;

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.taxonomy SYNC;

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.tag SYNC;
