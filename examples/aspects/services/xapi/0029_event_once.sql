-- revision: 0029
-- down_revision: 0002
-- depends_on: 0028
-- message: Keep an xAPI event once, as text

-- +upgrade
-- One ALTER: no reader ever sees the table without a column `event`. Where a view of dbt reads this
-- table ClickHouse refuses it, and names the view: drop that, run again, let dbt make it anew.
ALTER TABLE {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }}
    DROP COLUMN event,
    RENAME COLUMN event_str TO event;

-- +downgrade
ALTER TABLE {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }}
    RENAME COLUMN event TO event_str,
    ADD COLUMN event String AFTER emission_time;

-- Both columns hold the statement again, whichever of them a row came with.
-- probe: SELECT count() = 0 FROM {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }} WHERE empty(event) != empty(event_str)
ALTER TABLE {{ RALPH_DATABASE }}.{{ ASPECTS_RAW_XAPI_TABLE }}
    UPDATE
        event = if(empty(event), event_str, event),
        event_str = if(empty(event_str), event, event_str)
    WHERE empty(event) != empty(event_str);
