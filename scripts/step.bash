# shellcheck shell=bash
# Sourced by ./quickstart and ./test: runs the steps of a script, naming each and saying how long it took.

bold='' plain=''
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then bold=$'\e[1m' plain=$'\e[0m'; fi

# The time since $1 (of now_milliseconds) as "1.2 s" or "3 min 20 s".
now_milliseconds() { printf '%s' "$((10#${EPOCHREALTIME/[.,]/} / 1000))"; }
since() {
  local milliseconds=$(($(now_milliseconds) - $1))
  if ((milliseconds < 60000)); then
    printf '%d.%d s' $((milliseconds / 1000)) $((milliseconds % 1000 / 100))
  else
    printf '%d min %d s' $((milliseconds / 60000)) $((milliseconds % 60000 / 1000))
  fi
}

# step TITLE COMMAND...: the command's output is the user's to see.
step() {
  local title=$1 start status=0
  shift
  start=$(now_milliseconds)
  printf '%s==> %s%s\n' "$bold" "$title" "$plain"
  "$@" || status=$?
  if ((status == 0)); then
    printf '    done in %s\n' "$(since "$start")"
  else
    printf '    failed after %s (exit code %d)\n' "$(since "$start")" "$status"
  fi
  return "$status"
}

# quietly COMMAND...: shows the output only where the command fails, or, on a terminal, as it comes.
quietly() {
  if [[ -t 1 ]]; then
    "$@"
    return
  fi
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  if ((status != 0)); then tail -n 60 "$log" >&2; fi
  rm -f "$log"
  return "$status"
}
