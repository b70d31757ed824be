#!/bin/sh
# job.sh COMMAND...: runs `housewright COMMAND...` on a fresh copy of the project, in the container of the job.
set -eu
umask 077
# The first process of a container ignores signals that it does not name.
trap 'exit 130' INT
trap 'exit 143' TERM
here=$(dirname "$0")
secrets=$(dirname "$here")/secrets
project=$(mktemp -d)
base64 -d "$here/project.b64" | tar --no-same-owner --no-same-permissions -xzf - -C "$project"
cd "$project"
bootstrap={{ housewright_project(HOUSEWRIGHT_PROJECT).bootstrap|housewright_shell_word }}
# What Tutor's patch housewright-bootstrap-sql says; it may hold passwords, so it comes with the secrets.
if [ -s "$secrets/operator.sql" ]; then
  mkdir -p "$bootstrap"
  cp "$secrets/operator.sql" "$bootstrap/9000_operator.sql"
fi
export HOUSEWRIGHT_CONFIG="$project/housewright.toml"

run() { housewright --env-file "$secrets/housewright.env" "$@"; }

# `deploy` waits for the server by itself, but what it must not touch is asked before it.
wait_for_server() {
  left={{ HOUSEWRIGHT_WAIT }}
  while ! answer=$(run --format json current 2>/dev/null); do
    case $answer in
      *'"connection"'* | *'"timeout"'*) ;;
      *) return ;;
    esac
    [ "$left" -gt 0 ] || return 0
    left=$((left - 1))
    sleep 1
  done
}

# Where a question cannot be answered, `deploy` says what is wrong.
only_alembic_was_here() {
  wait_for_server
  applied=$(run current 2>/dev/null) && [ -z "$applied" ] || return 1
  tables=$(run schema --list 2>/dev/null) || return 1
  case " $(echo "$tables" | tr '\n' ' ') " in
    *" alembic_version "*) ;;
    *) return 1 ;;
  esac
}

if [ "${1:-}" = deploy ] && only_alembic_was_here; then
{%- if HOUSEWRIGHT_ADOPT_ALEMBIC %}
  run adopt alembic --yes
{%- else %}
  echo "error: Alembic has migrated this ClickHouse, and what it has applied is not taken over yet; nothing was changed" >&2
  echo "  next: tutor MODE do housewright -c 'adopt alembic --yes', or set HOUSEWRIGHT_ADOPT_ALEMBIC to true" >&2
  exit 1
{%- endif %}
fi
exec housewright --env-file "$secrets/housewright.env" "$@"
