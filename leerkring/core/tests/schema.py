"""The few words of JSON Schema that our schemas use, checked without a library."""

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}


def faults(value, schema, path) -> list[str]:
    """Return where a value does not follow the few words of JSON Schema that ours uses."""
    if "const" in schema:
        return [] if value == schema["const"] else [f"{path}: const"]
    if not isinstance(value, TYPES[schema["type"]]):
        return [f"{path}: type"]
    found = []
    if schema["type"] == "object" and "required" in schema:
        found += [f"{path}: {name}" for name in sorted(set(value) ^ set(schema["required"]))]
        known = schema["properties"]
        found += [
            fault for name in set(value) & set(known) for fault in faults(value[name], known[name], f"{path}.{name}")
        ]
    if schema["type"] == "array":
        found += [fault for at, item in enumerate(value) for fault in faults(item, schema["items"], f"{path}[{at}]")]
    return found
