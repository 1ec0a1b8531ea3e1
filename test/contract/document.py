"""Reading of docs/openapi/discogs.yaml, for the programs beside this one."""

import json
import re
import sys

MISSING = 77  # what CTest takes for "left out"

try:
    import jsonschema
    import yaml
except ImportError as absent:
    print(f"left out: {absent.name} is missing; scripts/setup installs it")
    sys.exit(MISSING)

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Refuses a mapping that names a key twice, of which YAML readers keep one without a word."""


def _mapping(loader, node):
    loader.flatten_mapping(node)
    seen = set()
    for key, _ in node.value:
        if key.value in seen and not node.flow_style:
            raise yaml.constructor.ConstructorError(None, None, f"named twice: {key.value}", key.start_mark)
        seen.add(key.value)
    return yaml.constructor.SafeConstructor.construct_mapping(loader, node, deep=True)


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=StrictLoader)


def operations(document):
    """Yields path, method, operation and the parameters of both, references followed."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                found = item.get("parameters", []) + item[method].get("parameters", [])
                yield path, method, item[method], [follow(document, p) for p in found]


def follow(document, thing):
    while isinstance(thing, dict) and "$ref" in thing:
        thing = at(document, thing["$ref"])
    return thing


def at(document, reference):
    """What a reference inside the document leads to; KeyError when it leads nowhere."""
    if not reference.startswith("#/"):
        raise KeyError(reference)
    for step in reference[2:].split("/"):
        document = document[step.replace("~1", "/").replace("~0", "~")]
    return document


def validator(document, schema):
    """A validator for one schema of the document, whose references lead into it."""
    whole = {"$schema": DIALECT, "components": {"schemas": document["components"]["schemas"]}, "allOf": [schema]}
    return jsonschema.Draft202012Validator(whole)


def answer_schema(document, operation_id, status="200"):
    for _, _, operation, _ in operations(document):
        if operation["operationId"] == operation_id:
            return operation["responses"][status]["content"]["application/json"]["schema"]
    raise KeyError(operation_id)


def find_operation(document, method, target):
    """The operation that a request is for, with its parameters; literal segments win over those that vary."""
    path = target.split("?", 1)[0]
    best = None
    for template, verb, operation, parameters in operations(document):
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if verb == method.lower() and re.fullmatch(pattern, path):
            varying = template.count("{")
            if best is None or varying < best[0]:
                best = (varying, operation, parameters)
    return best[1:] if best else (None, [])


def walk(thing, place=""):
    """Yields every object and value with its JSON pointer."""
    yield place, thing
    if isinstance(thing, dict):
        children = thing.items()
    elif isinstance(thing, list):
        children = enumerate(thing)
    else:
        return
    for key, child in children:
        yield from walk(child, f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}")


def copy_of(thing):
    return json.loads(json.dumps(thing))
