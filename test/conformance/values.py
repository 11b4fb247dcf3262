"""Values in steps and answers: what earlier calls have saved, times and bytes as JSON."""

import base64
import datetime
import re

# What steps have saved so far, by name.
saved = {}


class Unresolved(Exception):
    """A step needs a value that no earlier step has saved."""


def resolve(value):
    """A step's parameters with the saved values put in, times and bytes as Python's."""
    if isinstance(value, dict):
        if set(value) == {"$bytes"}:
            return base64.b64decode(resolve(value["$bytes"]))
        if set(value) == {"$date"}:
            return datetime.datetime.fromisoformat(value["$date"])
        return {resolve(name): resolve(member) for name, member in value.items()}
    if isinstance(value, list):
        return [resolve(member) for member in value]
    if not isinstance(value, str):
        return value
    whole = re.fullmatch(r"\$\{([\w-]+)\}", value)
    if whole:
        return look_up(whole[1])
    return re.sub(r"\$\{([\w-]+)\}", lambda found: str(look_up(found[1])), value)


def look_up(name):
    if name not in saved:
        raise Unresolved(name)
    value = saved[name]
    return base64.b64decode(value["$bytes"]) if isinstance(value, dict) and set(value) == {"$bytes"} else value


def plain(value):
    """A response as JSON: bytes and times in the form that steps use."""
    if isinstance(value, dict):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime.datetime):
        return {"$date": value.astimezone(datetime.timezone.utc).isoformat()}
    return value


def at(value, path):
    """The value at a dotted path; after ` ~ `, what a regular expression's first group finds in it."""
    path, _, expression = path.partition(" ~ ")
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return re.search(expression, value)[1] if expression else value
