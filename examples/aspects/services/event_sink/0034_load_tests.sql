-- revision: 0034
-- down_revision: 0031
-- depends_on: 0033
-- message: Create the tables of load tests

-- +upgrade
CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.load_test_runs
(
    run_id String,
    `timestamp` DateTime DEFAULT now(),
    event_type String,
    extra String
)
ENGINE = MergeTree
PRIMARY KEY (run_id, `timestamp`)
ORDER BY (run_id, `timestamp`);

CREATE TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.load_test_stats
(
    run_id String,
    `timestamp` DateTime DEFAULT now(),
    stats String
)
ENGINE = MergeTree
PRIMARY KEY (run_id, `timestamp`)
ORDER BY (run_id, `timestamp`);

-- +downgrade
DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.load_test_stats SYNC;

DROP TABLE {{ ASPECTS_EVENT_SINK_DATABASE }}.load_test_runs SYNC;
