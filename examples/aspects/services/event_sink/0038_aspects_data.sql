-- revision: 0038
-- down_revision: 0037
-- message: Create the store of dbt and other tools

-- +upgrade
-- dbt keeps the manifest of its last run here, to build only what changed.
CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.aspects_data
(
    path String,
    content String
)
ENGINE = ReplacingMergeTree
PRIMARY KEY (path);

-- +downgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.aspects_data SYNC;
