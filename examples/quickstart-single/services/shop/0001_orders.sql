-- revision: 0001
-- down_revision: none
-- message: Create the orders table
-- created: 2026-11-23T10:00:00Z

-- +upgrade
CREATE TABLE {{ database }}.orders
(
    id UInt64,
    ordered_at DateTime,
    customer String,
    cents UInt64
)
ENGINE = MergeTree
ORDER BY (ordered_at, id);

-- +downgrade
DROP TABLE {{ database }}.orders;
