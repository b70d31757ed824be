-- revision: 0003
-- down_revision: 0002
-- message: Collect customers, and show the revenue of each day
-- created: 2026-11-25T10:00:00Z

-- +upgrade
CREATE TABLE {{ database }}.customers
(
    customer String,
    first_order DateTime,
    orders UInt64
)
ENGINE = MergeTree
ORDER BY customer;

INSERT INTO {{ database }}.customers (customer, first_order, orders)
SELECT customer, min(ordered_at), count()
FROM {{ database }}.orders
GROUP BY customer;

CREATE VIEW {{ database }}.revenue AS
SELECT day, count() AS orders, sum(cents) AS cents
FROM {{ database }}.orders
GROUP BY day;

-- +downgrade
DROP TABLE {{ database }}.revenue;

DROP TABLE {{ database }}.customers;
