# shellcheck shell=bash
# Sourced by test scripts with the name of their ctest test: runs cases and counts them, in TAP.
#   source cases.bash NAME;  check "what must hold" command...;  skip "what" "why";  finish
# Where ./test asks for it ($HOUSEWRIGHT_RESULTS), the lines are kept in NAME.tap too.

case_file=${HOUSEWRIGHT_RESULTS:+$HOUSEWRIGHT_RESULTS/$1.tap}
case_number=0 case_failures=0
if [[ -n $case_file ]]; then : >"$case_file"; fi

case_line() {
  echo "$1"
  if [[ -n $case_file ]]; then echo "$1" >>"$case_file"; fi
}

check() {
  local what=$1 output status
  shift
  case_number=$((case_number + 1))
  # Not `|| status=$?`: that would switch -e off inside of the command.
  set +e
  output=$(set -e; "$@" 2>&1)
  status=$?
  set -e
  if ((status == 0)); then
    case_line "ok $case_number - $what"
  else
    case_failures=$((case_failures + 1))
    case_line "not ok $case_number - $what"
    printf 'exit code %d\n%s\n' "$status" "$output" | sed 's/^/  # /'
  fi
}

skip() {
  case_number=$((case_number + 1))
  case_line "ok $case_number - $1 # SKIP $2"
}

finish() {
  echo "1..$case_number"
  exit $((case_failures > 0))
}
