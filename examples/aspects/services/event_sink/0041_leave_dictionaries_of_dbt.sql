-- revision: 0041
-- down_revision: 0040
-- message: Leave the dictionaries of dbt alone

-- +upgrade
-- no-op: a step that Aspects has only on its way down

-- +downgrade
-- no-op: the dictionaries that dbt made are dbt's to drop
