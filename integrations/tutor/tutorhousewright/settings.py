"""The settings of this plugin, and those of the Aspects plugin that it uses where that one is not there."""

from tutor import hooks

from . import __about__

OWN_DEFAULTS = [
    ("HOUSEWRIGHT_VERSION", __about__.VERSION),
    ("DOCKER_IMAGE_HOUSEWRIGHT", "housewright:{{ HOUSEWRIGHT_VERSION }}"),
    # The directory of a Housewright project on the machine where Tutor runs; empty: the one that comes with the plugin.
    ("HOUSEWRIGHT_PROJECT", ""),
    # Values of the project's variables that no Tutor setting of the same name has. They may hold {{ SETTING }}.
    ("HOUSEWRIGHT_VARIABLES", {}),
    # A URL, or a target of the project's housewright.toml.
    (
        "HOUSEWRIGHT_TARGET",
        "{% if CLICKHOUSE_SECURE_CONNECTION %}https{% else %}http{% endif %}"
        "://{{ CLICKHOUSE_CLUSTER_DDL_NODE_HOST or CLICKHOUSE_HOST }}:{{ CLICKHOUSE_INTERNAL_HTTP_PORT }}",
    ),
    # How many seconds to wait for ClickHouse.
    ("HOUSEWRIGHT_WAIT", 120),
    # Beside the Aspects plugin: Housewright takes the place of `alembic upgrade head`.
    ("HOUSEWRIGHT_REPLACES_ALEMBIC", True),
    # At init, take over by itself what Alembic has applied. Otherwise a person does that, with `do housewright`.
    ("HOUSEWRIGHT_ADOPT_ALEMBIC", False),
]

# Names and values are those of the Aspects plugin, whose own defaults win where it is enabled.
CLICKHOUSE_DEFAULTS = [
    ("RUN_CLICKHOUSE", False),
    ("CLICKHOUSE_HOST", "clickhouse"),
    ("CLICKHOUSE_CLUSTER_NAME", ""),
    ("CLICKHOUSE_CLUSTER_DDL_NODE_HOST", ""),
    ("CLICKHOUSE_INTERNAL_HTTP_PORT", "{% if CLICKHOUSE_SECURE_CONNECTION %}8443{% else %}8123{% endif %}"),
]

# Kept in config.yml from the first `config save` on.
CLICKHOUSE_UNIQUE = [
    ("CLICKHOUSE_SECURE_CONNECTION", False),
    ("CLICKHOUSE_ADMIN_USER", "ch_admin"),
    ("CLICKHOUSE_ADMIN_PASSWORD", "{{ 24|random_string }}"),
    ("ASPECTS_CLICKHOUSE_LRS_USER", "ch_lrs"),
    ("ASPECTS_CLICKHOUSE_LRS_PASSWORD", "{{ 24|random_string }}"),
    ("ASPECTS_CLICKHOUSE_VECTOR_USER", "ch_vector"),
    ("ASPECTS_CLICKHOUSE_VECTOR_PASSWORD", "{{ 24|random_string }}"),
    ("ASPECTS_CLICKHOUSE_REPORT_USER", "ch_report"),
    ("ASPECTS_CLICKHOUSE_REPORT_PASSWORD", "{{ 24|random_string }}"),
    ("ASPECTS_CLICKHOUSE_CMS_USER", "ch_cms"),
    ("ASPECTS_CLICKHOUSE_CMS_PASSWORD", "{{ 24|random_string }}"),
]


def declare():
    hooks.Filters.CONFIG_DEFAULTS.add_items(OWN_DEFAULTS)
    # The last of several defaults counts, so these go before those of plugins.
    hooks.Filters.CONFIG_DEFAULTS.add_items(CLICKHOUSE_DEFAULTS, priority=hooks.priorities.HIGH)

    # Tutor warns where two plugins declare one name, so only those are added that no other plugin has.
    @hooks.Filters.CONFIG_UNIQUE.add(priority=hooks.priorities.LOW)
    def _add_missing_settings(settings):
        declared = {name for name, _ in settings}
        return settings + [(name, value) for name, value in CLICKHOUSE_UNIQUE if name not in declared]
