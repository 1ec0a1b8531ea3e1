#!/usr/bin/python3
"""The tour of the SDK against the emulator, with a validator between them that knows docs/openapi/discogs.yaml.

Usage: run.py [--self-test] DOCUMENT MODULES EMULATOR_PROGRAM TOUR_PROGRAM AREA...
MODULES is the node_modules folder with the validator, Prism, which answers in its own name where a request or an answer
breaks the document. On top of that, a query may hold no name that the document does not have, which Prism lets pass.
Prints what was exchanged, by operation. --self-test breaks the document, and then the answers, and wants each break
found, and nothing else.
"""

import collections
import json
import shutil
import socket
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

from document import MISSING, find_operation, load, operations, yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import children  # noqa: E402 (its folder must be known first)

TOUR_SECONDS = 55
EMPTY_BODIES = Path(__file__).resolve().with_name("empty_bodies.cjs")

Exchange = collections.namedtuple("Exchange", "operation method target status said")


class Report:
    """What a tour has told."""

    def __init__(self, text, document):
        self.claims, self.failures, self.exchanges = [], [], []
        self.done = False
        for line in text.splitlines():
            kind, *rest = line.split("\t")
            if kind == "claim":
                self.claims.append(rest[0])
            elif kind == "failed":
                self.failures.append(rest[0])
            elif kind == "exchange":
                self.exchanges.append(Exchange(rest[0], rest[1], rest[2], int(rest[3]), rest[4]))
            elif kind == "done":
                self.done = True
        self.violations = collections.defaultdict(list)
        for exchange in self.exchanges:
            for said in self._broken(exchange, document):
                self.violations[exchange.operation].append(f"{exchange.method} {exchange.target}: {said}")

    @staticmethod
    def _broken(exchange, document):
        if exchange.said:
            yield exchange.said
        operation, parameters = find_operation(document, exchange.method, exchange.target)
        if operation is None or operation["operationId"] != exchange.operation:
            yield "another operation than the table has"
            return
        known = {p["name"] for p in parameters if p["in"] == "query"}
        query = urllib.parse.urlsplit(exchange.target).query
        for name, _ in urllib.parse.parse_qsl(query, keep_blank_values=True):
            if name not in known:
                yield f"a query with {name}"

    def succeeded(self):
        return {e.operation for e in self.exchanges if 200 <= e.status < 400 and not e.said}

    def problems(self):
        if not self.done:
            yield "the tour did not come to its end"
        if not self.claims:
            yield "the tour claims nothing"
        for operation in self.claims:
            if operation not in self.succeeded():
                yield f"{operation}: claimed, and never a success"
        for failure in self.failures:
            yield f"failed: {failure}"
        for operation, found in self.violations.items():
            for said in found:
                yield f"{operation}: {said}"

    def table(self, document):
        names = [operation["operationId"] for _, _, operation, _ in operations(document)]
        seen = collections.defaultdict(collections.Counter)
        for exchange in self.exchanges:
            seen[exchange.operation][exchange.status] += 1
        print(f"{'operation':30} {'exchanges':>9} {'violations':>10}  statuses")
        for name in [n for n in names if n in seen] + sorted(seen.keys() - set(names)):
            statuses = " ".join(f"{s}x{n}" for s, n in sorted(seen[name].items()))
            print(f"{name:30} {sum(seen[name].values()):9} {len(self.violations[name]):10}  {statuses}")
        total = sum(map(len, self.violations.values()))
        print(f"{len(seen)} of {len(names)} operations, {len(self.exchanges)} exchanges, {total} violations")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_validator(prism, document, upstream, environment):
    for _ in range(3):  # somebody may take the port between the question and the use
        port = free_port()
        command = ["node", "--require", str(EMPTY_BODIES), prism, "proxy", str(document), upstream, "--errors",
                   "--host", "127.0.0.1", "--port", str(port), "--verboseLevel", "info"]
        validator = children.Child(command, environment)
        if validator.line_with("is listening"):
            return validator, f"http://127.0.0.1:{port}"
        validator.stop()
    return children.end("the validator does not start:\n" + "\n".join(validator.lines[-5:]))


def tour(document_path, tools, faults=None):
    """One tour; the report on it is by that document."""
    prism, emulator, program, areas = tools
    environment = children.clean_environment()
    service_command = [emulator, "--http", "--rate", "1000000", "--anonymous-rate", "1000000"]
    if faults:
        service_command += ["--faults", faults]
    if "market" in areas:
        service_command += ["--orders", "3"]
    with children.Child(service_command, environment) as service:
        ready = service.line_with("base_url")
        if not ready:
            children.end("the emulator does not start:\n" + "\n".join(service.lines))
        told = json.loads(ready)
        validator, url = start_validator(prism, document_path, told["base_url"], environment)
        with validator:
            page = told["base_url"] + "/oauth/authorize"  # of the web site; the emulator has it beside the API
            arguments = [url, told["token"], told["consumer_key"], told["consumer_secret"], told["username"], page, *areas]
            done = children.run([program, *arguments], TOUR_SECONDS, environment)
    sys.stderr.write(done.stderr)
    return Report(done.stdout, load(document_path))


def get(document, path, method="get"):
    return document["paths"][path][method]


def break_document(document):
    """Breaks it in ways that a validator must find; returns the operations that each break strikes."""
    schemas = document["components"]["schemas"]
    schemas["CommunityRating"]["required"].append("moon")
    schemas["Identity"]["required"].append("moon")  # whoever does not ask, does not hear of it
    schemas["Label"]["properties"]["name"] = {"type": "integer"}
    schemas["RatingUpdate"]["properties"]["rating"]["maximum"] = 4
    get(document, "/releases/{release_id}/stats")["responses"].pop("404")
    get(document, "/database/search")["parameters"].pop(0)
    get(document, "/artists/{artist_id}/releases")["parameters"] = [
        {"name": "sort", "in": "query", "schema": {"type": "string", "enum": ["year"]}},
        *[p for p in get(document, "/artists/{artist_id}/releases")["parameters"] if p.get("name") != "sort"]]
    return {"release.rating.community", "label.get", "release.rating.user.put", "release.stats", "search", "artist.releases"}


# The answers are broken, the document is not.
FAULTS = [
    {"kind": "numbers_as_text", "route": "GET /masters/{id}", "from": 1, "count": 1},
    {"kind": "wrong_kind", "route": "GET /artists/{id}", "from": 1, "count": 1},
]
STRUCK = {"master.get", "artist.get"}


def found_exactly(name, report, wanted):
    found = {operation for operation, said in report.violations.items() if said}
    if found == wanted and list(report.problems()):
        print(f"self-test, {name}: {len(wanted)} of {len(wanted)} breaks found, and nothing else")
        return True
    print(f"self-test, {name}: not found {sorted(wanted - found)}, found without a break {sorted(found - wanted)}")
    return False


def self_test(document_path, tools, whole):
    with tempfile.TemporaryDirectory() as folder:
        broken = load(document_path)
        struck = break_document(broken)
        broken_path = Path(folder, "broken.yaml")
        broken_path.write_text(yaml.safe_dump(broken, sort_keys=False), encoding="utf-8")
        good = found_exactly("a broken document", tour(broken_path, tools), struck)
        faults = Path(folder, "faults.json")
        faults.write_text(json.dumps(FAULTS), encoding="utf-8")
        good &= found_exactly("broken answers", tour(document_path, tools, str(faults)), STRUCK)
    # A tour that leaves out what it claims.
    claimed = whole.claims[0]
    whole.exchanges = [e for e in whole.exchanges if e.operation != claimed]
    left_out = [f"{claimed}: claimed, and never a success"] == list(whole.problems())
    print(f"self-test, an operation left out: {'found' if left_out else 'not found'}")
    return good and left_out


def main(document_path, modules, emulator, program, *areas, testing_itself=False):
    prism = Path(modules, "@stoplight/prism-cli/dist/index.js")
    if shutil.which("node") is None or not prism.exists():
        print(f"left out: the validator is not in {modules}; scripts/test installs it, which needs npm and a network once")
        return MISSING
    tools = (str(prism), emulator, program, areas)
    begun = time.monotonic()
    report = tour(document_path, tools)
    report.table(load(document_path))
    problems = list(report.problems())
    for problem in problems:
        print(problem[:2000])
    good = not problems
    if good and testing_itself:
        good = self_test(document_path, tools, report)
    print(f"{time.monotonic() - begun:.1f} s")
    return 0 if good else 1


if __name__ == "__main__":
    flag = "--self-test"
    sys.exit(main(*[a for a in sys.argv[1:] if a != flag], testing_itself=flag in sys.argv))
