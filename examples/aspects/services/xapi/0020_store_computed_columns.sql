-- revision: 0020
-- down_revision: 0019
-- message: Store the computed columns of old xAPI events
-- created: 2026-12-02T10:00:00Z

-- +upgrade
ALTER TABLE {{ xapi_database }}.{{ raw_xapi_table }}
    MATERIALIZE COLUMN verb,
    MATERIALIZE COLUMN actor,
    MATERIALIZE COLUMN org;

-- +downgrade
-- no-op: storing computed columns changes neither the schema nor what a query reads
