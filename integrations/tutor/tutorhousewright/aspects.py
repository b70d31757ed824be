"""Takes the Alembic step of the Aspects plugin away, without a change to its files.

That step is `bash /app/aspects/scripts/alembic.sh upgrade head` at the begin of Aspects' init task, before dbt. The
script is a template of Aspects; overrides/ holds one of the same name, and Tutor takes the first that it finds. So the
step is gone however the task is started: `do init`, `do init -l aspects`, `do alembic -c "upgrade head"`.
"""

import os

import importlib_resources
import jinja2
from tutor import hooks
from tutor.exceptions import TutorError

OVERRIDES = str(importlib_resources.files("tutorhousewright") / "overrides")
STEP = "bash /app/aspects/scripts/alembic.sh upgrade head"


@jinja2.pass_context
def overridden(context, name):
    """The text of the template `name` that is found where overrides/ is left out, rendered."""
    for root in context.environment.loader.searchpath:
        path = os.path.join(root, name)
        if root != OVERRIDES and os.path.exists(path):
            with open(path, encoding="utf-8") as template:
                return context.environment.from_string(template.read()).render(context.get_all())
    return ""


def check_step():
    """A TutorError where the Aspects plugin runs Alembic in another way than the one that is known here."""
    for service, script in hooks.Filters.CLI_DO_INIT_TASKS.iterate():
        if service == "aspects" and "alembic" in script.replace(STEP, ""):
            raise TutorError(
                "this version of the Aspects plugin starts Alembic in a way that the plugin housewright does not know, "
                "and two tools must not migrate one database: nothing was run. Look for a newer version, or "
                "set HOUSEWRIGHT_REPLACES_ALEMBIC to false"
            )


def declare():
    hooks.Filters.ENV_TEMPLATE_ROOTS.add_item(OVERRIDES, priority=hooks.priorities.HIGH)
    hooks.Filters.ENV_TEMPLATE_VARIABLES.add_item(("housewright_overridden", overridden))
