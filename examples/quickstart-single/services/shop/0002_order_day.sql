-- revision: 0002
-- down_revision: 0001
-- message: Add the day to each order
-- created: 2026-11-24T10:00:00Z

-- +upgrade
-- Computed from ordered_at, for the orders that are there already as well.
ALTER TABLE {{ database }}.orders
    ADD COLUMN day Date MATERIALIZED toDate(ordered_at);

-- +downgrade
ALTER TABLE {{ database }}.orders
    DROP COLUMN day;
