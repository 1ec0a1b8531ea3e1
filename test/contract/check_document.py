#!/usr/bin/python3
"""Holds docs/openapi/discogs.yaml against the table of operations that the SDK goes by, and against itself.

Usage: check_document.py DOCUMENT TABLE_PROGRAM [--self-test]
TABLE_PROGRAM prints `number id METHOD path credentials`, tabs between, for each operation.
--self-test damages the document in memory, once for each rule, and wants each damage found.
"""

import json
import re
import subprocess
import sys

from document import DIALECT, METHODS, MISSING, at, copy_of, follow, jsonschema, load, operations, validator, walk

# Debian's openapi-specification: the form of OpenAPI 3.0, which 3.1 keeps for all that is no schema.
FORM = "/usr/share/openapi-specification/schemas/v3.0/schema.json"
SECURITY = {
    "none": [],
    "none_or_more": [{}, {"token": []}, {"application": []}, {"oauth": []}],
    "app": [{"token": []}, {"application": []}, {"oauth": []}],
    "user": [{"token": []}, {"oauth": []}],
    "owner": [{"token": []}, {"oauth": []}],
    "oauth_application": [{"oauth": []}],
}
SCHEMA_PLACE = re.compile(r"(^/components/schemas/[^/]+|/schema)$")
COUNT = 63


def schemas(document):
    """Every schema that is not part of another, with its pointer."""
    for place, thing in walk(document):
        if SCHEMA_PLACE.search(place) and "/properties/" not in place:
            yield place, thing


def without_schemas(document):
    """The document as 3.0 would have it, with an empty object for each schema."""
    document = copy_of(document)
    document["openapi"] = "3.0.3"
    document["info"].pop("summary", None)
    document["components"]["schemas"] = {name: {} for name in document["components"]["schemas"]}
    for _, thing in walk(document):
        if isinstance(thing, dict) and "schema" in thing:
            thing["schema"] = {}
    return document


def check_form(document, form):
    for error in jsonschema.Draft4Validator(form).iter_errors(without_schemas(document)):
        place = "/".join(map(str, error.absolute_path))
        yield f"{place}: not the form of OpenAPI: {error.message[:150]}"


def check_schemas(document):
    for place, schema in schemas(document):
        for error in jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA).iter_errors(schema):
            yield f"{place}: not a schema: {error.message[:150]}"
    for place, thing in walk(document):
        if not isinstance(thing, dict) or not isinstance(thing.get("properties"), dict):
            continue
        for schema in [thing, *thing.get("anyOf", []), *thing.get("oneOf", [])]:
            for name in schema.get("required", []):
                if name not in thing["properties"] and not re.search("/(any|one)Of/[0-9]+$", place):
                    yield f"{place}: requires {name}, which it does not describe"


def check_references(document):
    used = set()
    for place, thing in walk(document):
        if isinstance(thing, dict) and isinstance(thing.get("$ref"), str):
            used.add(thing["$ref"])
            try:
                at(document, thing["$ref"])
            except (KeyError, TypeError):
                yield f"{place}: leads nowhere: {thing['$ref']}"
    for kind in ("schemas", "responses", "parameters", "headers"):
        for name in document["components"][kind]:
            if f"#/components/{kind}/{name}" not in used:
                yield f"/components/{kind}/{name}: nothing refers to it"


def check_table(document, table):
    described = {}
    for path, method, operation, _ in operations(document):
        name = operation.get("operationId")
        if name in described:
            yield f"{name}: described twice"
        described[name] = (method.upper(), path, operation.get("x-credentials"))
    if len(described) != COUNT:
        yield f"{len(described)} operations, not {COUNT}"
    for name, row in table.items():
        if name not in described:
            yield f"{name}: not described"
        elif described[name] != row:
            yield f"{name}: {described[name]} here, {row} in the table"
    for name in described.keys() - table.keys():
        yield f"{name}: not in the table"


def check_operation(document, path, operation, parameters):
    name = operation.get("operationId")
    credentials = operation.get("x-credentials")
    if operation.get("security") != SECURITY.get(credentials):
        yield f"{name}: security does not say {credentials}"
    in_path = [p["name"] for p in parameters if p["in"] == "path"]
    if sorted(in_path) != sorted(re.findall(r"\{(\w+)\}", path)):
        yield f"{name}: parameters of the path are {in_path}"
    if any(p["in"] == "path" and p.get("required") is not True for p in parameters):
        yield f"{name}: a parameter of the path is not required"
    if "User-Agent" not in [p["name"] for p in parameters]:
        yield f"{name}: lacks User-Agent"
    responses = operation["responses"]
    if not any(status.startswith("2") for status in responses):
        yield f"{name}: no answer that is a success"
    for status in ("401", "429", "5XX"):
        if status not in responses:
            yield f"{name}: no answer for {status}"
    for status, response in responses.items():
        response = follow(document, response)
        if "X-Discogs-Ratelimit" not in response.get("headers", {}):
            yield f"{name}: {status} does not speak of the quota"
        if status in ("204", "304") and "content" in response:
            yield f"{name}: {status} has a body"


def check_bodies(document, operation):
    for media in operation.get("requestBody", {}).get("content", {}).values():
        for place, thing in walk(follow(document, media["schema"])):
            if isinstance(thing, dict) and "properties" in thing and isinstance(thing["properties"], dict):
                if thing.get("additionalProperties") is not False:
                    yield f"{operation['operationId']}: the body{place} lets unnamed members pass"


def check_examples(document):
    """What a schema, parameter or media type shows must be valid by it."""
    for place, thing in walk(document):
        if not isinstance(thing, dict) or place.endswith(("/properties", "/schemas")):
            continue
        shown = [thing[key] for key in ("default", "example") if key in thing]
        if isinstance(thing.get("examples"), list):
            shown += thing["examples"]
        elif isinstance(thing.get("examples"), dict):
            shown += [follow(document, e).get("value") for e in thing["examples"].values()]
        for value in shown:
            schema = thing.get("schema", {k: v for k, v in thing.items() if k not in ("default", "example", "examples")})
            for error in validator(document, schema).iter_errors(value):
                yield f"{place}: shows what it does not allow: {error.message[:100]}"


def check(document, table, form):
    problems = list(check_form(document, form)) + list(check_references(document))
    if any("leads nowhere" in p for p in problems):
        return problems  # nothing can be followed
    problems += check_schemas(document)
    problems += check_table(document, table)
    for path, _, operation, parameters in operations(document):
        problems += check_operation(document, path, operation, parameters)
        problems += check_bodies(document, operation)
    return problems + list(check_examples(document))


def read_table(program):
    printed = subprocess.run([program], check=True, capture_output=True, text=True, timeout=30).stdout
    rows = [line.split("\t") for line in printed.splitlines()]
    return {name: (method, path, credentials) for _, name, method, path, credentials in rows}


def get(document, path, method="get"):
    return document["paths"][path][method]


RATING = "/releases/{release_id}/rating/{username}"
DAMAGES = [
    ("not the form", lambda d: get(d, "/").update(anser={})),
    ("not the form", lambda d: get(d, "/")["responses"]["200"].pop("description")),
    ("not a schema", lambda d: d["components"]["schemas"]["Release"]["properties"].update(id={"type": "int"})),
    ("which it does not describe", lambda d: d["components"]["schemas"]["Release"]["required"].append("titel")),
    ("leads nowhere", lambda d: get(d, "/artists/{artist_id}")["responses"].update({"404": {"$ref": "#/components/responses/lost"}})),
    ("nothing refers to it", lambda d: d["components"]["schemas"].update(Orphan={"type": "object"})),
    ("not described", lambda d: d["paths"].pop("/lists/{list_id}")),
    ("operations, not 63", lambda d: d["paths"].pop("/lists/{list_id}")),
    ("not in the table", lambda d: get(d, "/").update(operationId="root.got")),
    ("described twice", lambda d: get(d, "/").update(operationId="search")),
    ("in the table", lambda d: d["paths"].update({"/route": d["paths"].pop("/")})),
    ("in the table", lambda d: get(d, "/oauth/identity").update({"x-credentials": "none"})),
    ("in the table", lambda d: d["paths"][RATING].update(patch=d["paths"][RATING].pop("put"))),
    ("security does not say", lambda d: get(d, "/oauth/identity").update(security=[])),
    ("parameters of the path", lambda d: d["paths"][RATING]["parameters"].pop()),
    ("lacks User-Agent", lambda d: d["paths"]["/"]["parameters"].pop(0)),
    ("no answer that is a success", lambda d: get(d, "/")["responses"].pop("200")),
    ("no answer for 429", lambda d: get(d, "/")["responses"].pop("429")),
    ("does not speak of the quota", lambda d: get(d, "/")["responses"]["200"].pop("headers")),
    ("has a body", lambda d: get(d, RATING, "delete")["responses"]["204"].update(content={"text/plain": {"schema": {}}})),
    ("lets unnamed members pass", lambda d: d["components"]["schemas"]["RatingUpdate"].pop("additionalProperties")),
    ("shows what it does not allow", lambda d: d["components"]["parameters"]["page"]["schema"].update(default=0)),
]


def self_test(document, table, form):
    failures = 0
    for expected, damage in DAMAGES:
        damaged = copy_of(document)
        damage(damaged)
        found = check(damaged, table, form)
        if not any(expected in problem for problem in found):
            failures += 1
            print(f"not found: {expected}; found: {found[:3]}")
    print(f"{len(DAMAGES) - failures} of {len(DAMAGES)} damages found")
    return failures


def main(path, program, *options):
    try:
        with open(FORM, encoding="utf-8") as file:
            form = json.load(file)
    except FileNotFoundError:
        print("left out: openapi-specification is missing; scripts/setup installs it")
        return MISSING
    document, table = load(path), read_table(program)
    problems = check(document, table, form)
    for problem in problems:
        print(problem)
    count = len(list(operations(document)))
    print(f"{count} operations, {len(document['components']['schemas'])} schemas, {len(problems)} problems")
    if problems:
        return 1
    return 1 if "--self-test" in options and self_test(document, table, form) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
