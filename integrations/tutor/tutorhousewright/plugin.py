"""The plugin: `housewright deploy` in a job of its own at every init of Tutor, and so at every upgrade."""

import os
import shlex
import shutil
from glob import glob

import click
import importlib_resources
import jinja2
from tutor import config as tutor_config
from tutor import env as tutor_env
from tutor import hooks
from tutor.commands import k8s

from . import aspects, private_files, settings
from .environment import environment_file
from .project import Project

PACKAGE = importlib_resources.files("tutorhousewright")
# The shell is replaced, so that the signals of `docker stop` and of Kubernetes reach Housewright.
JOB = "exec sh /housewright/job/job.sh "
# Aspects makes databases and users at 93 and runs dbt at 94. Plugins are loaded by name, and of one priority the first
# comes first: `housewright` stands behind `aspects`.
PRIORITY = 93

settings.declare()
aspects.declare()


@jinja2.pass_context
def _environment(context):
    return environment_file(Project(context["HOUSEWRIGHT_PROJECT"]), context.get)


hooks.Filters.ENV_TEMPLATE_ROOTS.add_item(str(PACKAGE / "templates"))
hooks.Filters.ENV_TEMPLATE_VARIABLES.add_items(
    [("housewright_project", Project), ("housewright_environment", _environment)]
)
hooks.Filters.ENV_TEMPLATE_FILTERS.add_item(("housewright_shell_word", shlex.quote))


@hooks.Filters.ENV_TEMPLATE_TARGETS.add()
def _render_files_of_jobs(targets):
    private_files.prepare()
    return targets + [("housewright/apps", "plugins")]


# Tutor forgets the plugin's folders before it would remove them.
@hooks.Actions.PLUGIN_UNLOADED.add()
def _remove_files_of_jobs(plugin, root, _config):
    if plugin == "housewright":
        shutil.rmtree(tutor_env.pathjoin(root, "plugins", "housewright"), ignore_errors=True)


for path in glob(str(PACKAGE / "patches" / "*")):
    with open(path, encoding="utf-8") as patch:
        hooks.Filters.ENV_PATCHES.add_item((os.path.basename(path), patch.read()))

# Also as a task of Aspects: its documented way to upgrade is `do init -l aspects`.
with hooks.Contexts.app("aspects").enter():
    hooks.Filters.CLI_DO_INIT_TASKS.add_item(
        ("housewright", JOB + "deploy --wait {{ HOUSEWRIGHT_WAIT }}"), priority=PRIORITY
    )


@click.command(help="Run a command of Housewright on ClickHouse")
@click.option(
    "-c", "--command", default="status", show_default=True, help="The command with its options, as in a shell"
)
def housewright(command):
    """For example: tutor local do housewright -c "plan" """
    return [("housewright", JOB + command)]


hooks.Filters.CLI_DO_COMMANDS.add_item(housewright)


@hooks.Filters.IMAGES_PULL.add()
@hooks.Filters.IMAGES_PUSH.add()
def _add_image(images, config):
    # An image without a registry or a namespace is one that was built here.
    name = config["DOCKER_IMAGE_HOUSEWRIGHT"]
    return images + ([("housewright", name)] if "/" in name else [])


def _runs_housewright(job, limit=None):
    return job == "housewright" or (job == "init" and limit in (None, "housewright", "aspects"))


@hooks.Actions.DO_JOB.add()
def _before_jobs(job, *_, limit=None, **__):
    context = click.get_current_context().obj
    config = tutor_config.load_full(context.root)
    if job == "init" and config["HOUSEWRIGHT_REPLACES_ALEMBIC"]:
        aspects.check_step()
    # Tutor applies the job alone, and waits for ever for one whose ConfigMap or Secret is not there or not the newest.
    if isinstance(context, k8s.K8sContext) and _runs_housewright(job, limit):
        selector = f"app.kubernetes.io/instance=openedx-{config['ID']},app.kubernetes.io/name=housewright"
        k8s.kubectl_apply(context.root, "--selector", selector)
