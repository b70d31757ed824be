"""What a job gets beside the project: the target and the variables' values, as a .env file of Housewright."""

from tutor.exceptions import TutorError


def environment_file(project, settings):
    """Lines `NAME="value"`. `settings` looks one of Tutor's up by its name, None where there is none.

    A variable has the value of HOUSEWRIGHT_VARIABLES, else of the Tutor setting of its name in upper case, else of the
    one that its `env` names. Without any it keeps the project's own default.
    """
    values = {
        "HOUSEWRIGHT_TARGET": settings("HOUSEWRIGHT_TARGET"),
        "HOUSEWRIGHT_USER": settings("CLICKHOUSE_ADMIN_USER"),
        "HOUSEWRIGHT_PASSWORD": settings("CLICKHOUSE_ADMIN_PASSWORD"),
    }
    given = dict(settings("HOUSEWRIGHT_VARIABLES") or {})
    for name, declaration in project.variables.items():
        sources = (given.pop(name, None), settings(name.upper()), settings(declaration.get("env", "")))
        values["HOUSEWRIGHT_VAR_" + name.upper()] = next((one for one in sources if one is not None), None)
    if given:
        raise TutorError(
            f"HOUSEWRIGHT_VARIABLES: {', '.join(sorted(given))}: no such variable in "
            f"{project.directory}/housewright.toml"
        )
    lines = [f"{name}={_quoted(name, value)}" for name, value in sorted(values.items()) if value is not None]
    return "\n".join(lines)


def _quoted(name, value):
    if isinstance(value, bool):
        value = "true" if value else "false"
    if not isinstance(value, (str, int, float)):
        raise TutorError(f"{name}: a {type(value).__name__} cannot be the value of a variable")
    text = str(value)
    # The file is read line by line, and a carriage return at the end of a line is no part of it.
    if "\r" in text or "\0" in text:
        raise TutorError(f"{name}: the value has a character that the file of variables cannot hold (\\r or \\0)")
    for character, escaped in (("\\", "\\\\"), ('"', '\\"'), ("$", "\\$"), ("\n", "\\n")):
        text = text.replace(character, escaped)
    return f'"{text}"'
