#!/usr/bin/python3
"""Somebody else's client on a tour of the emulator, over TLS.

Usage: run.py DOCUMENTATION EMULATOR_PROGRAM NAME SCRIPT [--modules FOLDER] AREA...
SCRIPT is a tour, python or node. It is called with the address, the file of the authority, the credentials and the areas,
and prints, tabs between: `ok AREA STEP`, `failed AREA STEP WHY`, `cannot AREA STEP WHY`. What it cannot do must stand in
DOCUMENTATION word for word, so that the page stays true.
"""

import argparse
import collections
import json
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
import children  # noqa: E402 (its folder must be known first)

MISSING = 77  # what CTest takes for "left out"
TOUR_SECONDS = 60


def command_for(script, modules):
    if script.suffix == ".py":
        return ["/usr/bin/python3", "-B", str(script)]
    if shutil.which("node") is None or not (modules and modules.is_dir()):
        print(f"left out: no node, or no packages in {modules}; scripts/test installs them")
        sys.exit(MISSING)
    copy = modules.parent / script.name  # node looks for packages beside the script
    shutil.copyfile(script, copy)
    return ["node", str(copy)]


def take_tour(given):
    """What the tour printed, and how many requests the emulator has told of."""
    command = command_for(given.script, given.modules)
    emulator = [given.emulator, "--rate", "1000000", "--anonymous-rate", "1000000", "--journal"]
    if "market" in given.areas:
        emulator += ["--orders", "3"]
    with children.Child(emulator, children.clean_environment()) as service:
        ready = service.line_with("base_url")
        if not ready:
            children.end("the emulator does not start:\n" + "\n".join(service.lines))
        authority = json.loads(ready)["ca_file"]
        environment = children.clean_environment(REQUESTS_CA_BUNDLE=authority, NODE_EXTRA_CA_CERTS=authority)
        done = children.run(command + given.areas, TOUR_SECONDS, environment, input=ready)
    sys.stderr.write(done.stderr)
    return done, len(service.lines) - 1


def report(given, done, requests):
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    if done.returncode == MISSING:
        print(done.stdout, end="")
        return MISSING
    documented = re.sub(r"\s+", " ", Path(given.documentation).read_text(encoding="utf-8"))
    counts = collections.defaultdict(collections.Counter)
    problems = [] if done.returncode == 0 else [f"the tour ended with {done.returncode}"]
    for kind, area, step, *why in rows:
        counts[area][kind] += 1
        if kind == "failed":
            problems.append(f"{area}: {step}: {why[0]}")
        elif kind == "cannot":
            print(f"cannot: {area}: {step}: {why[0]}")
            if f"{step}: {why[0]}" not in documented:
                problems.append(f"{given.documentation} does not say: {step}: {why[0]}")
    for area in given.areas:
        if not counts[area]["ok"]:
            problems.append(f"{area}: nothing was done")
    print(f"\n{given.name}: {requests} requests")
    print(f"{'area':12} {'done':>5} {'cannot':>7} {'failed':>7}")
    for area in given.areas:
        print(f"{area:12} {counts[area]['ok']:5} {counts[area]['cannot']:7} {counts[area]['failed']:7}")
    for problem in problems:
        print(f"problem: {problem}")
    return 1 if problems else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("documentation")
    parser.add_argument("emulator")
    parser.add_argument("name")
    parser.add_argument("script", type=Path)
    parser.add_argument("--modules", type=Path)
    parser.add_argument("areas", nargs="+")
    given = parser.parse_intermixed_args()
    return report(given, *take_tour(given))


if __name__ == "__main__":
    sys.exit(main())
