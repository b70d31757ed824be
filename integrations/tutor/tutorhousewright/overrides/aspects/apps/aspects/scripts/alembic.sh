{%- if HOUSEWRIGHT_REPLACES_ALEMBIC -%}
#!/usr/bin/env bash
# Housewright migrates this ClickHouse, in the init task before Aspects' own. Two tools must not write one schema.
if [ "$*" = "upgrade head" ]; then
  echo "alembic upgrade head: left to Housewright, which has run already"
  exit 0
fi
case "${1:-}" in
  current | history | heads | branches | show)
    cd /app/aspects/migrations || exit
    exec alembic "$@"
    ;;
esac
echo "error: Housewright migrates this ClickHouse, not Alembic; nothing was changed" >&2
echo "  next: tutor MODE do housewright -c '...', or set HOUSEWRIGHT_REPLACES_ALEMBIC to false" >&2
exit 1
{%- else -%}
{{ housewright_overridden("aspects/apps/aspects/scripts/alembic.sh") }}
{%- endif %}
