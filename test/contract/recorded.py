#!/usr/bin/python3
"""Holds bodies that the service really sent against docs/openapi/discogs.yaml.

Usage: recorded.py DOCUMENT FOLDER
FOLDER has INDEX.tsv with the columns provider, model, file and kind. Every body that is `real` must be valid, so the
description is not stricter than the service; and each value in it that is replaced by one of another type must be
found, so it is not laxer than it says.
"""

import collections
import csv
import json
import sys

from document import answer_schema, load, validator, walk

SCHEMAS = {
    "artist": "Artist",
    "collection_added": "InstanceCreated",
    "collection_fields": "CollectionFields",
    "collection_folder": "CollectionFolder",
    "collection_folders": "CollectionFolders",
    "collection_value": "CollectionValue",
    "error": "Error",
    "fee": "Fee",
    "identity": "Identity",
    "inventory_export": "Export",
    "inventory_upload": "Upload",
    "label": "Label",
    "list": "List",
    "listing": "Listing",
    "listing_created": "ListingCreated",
    "master": "Master",
    "master_versions": "MasterVersionsPage",
    "order": "Order",
    "order_message": "OrderMessage",
    "price_suggestions": "PriceSuggestions",
    "release": "Release",
    "release_marketplace_stats": "MarketplaceStats",
    "release_rating_community": "CommunityRating",
    "release_rating_user": "UserReleaseRating",
    "release_stats": "ReleaseStats",
    "root": "ServiceInfo",
    "user_profile": "User",
    "user_submissions": "SubmissionsPage",
    "want": "Want",
}
PAGES = {
    "artist_releases": "artist.releases",
    "collection_items": "collection.items.by_folder",
    "collection_items_by_release": "collection.items.by_release",
    "inventory": "inventory.list",
    "inventory_exports": "export.list",
    "inventory_uploads": "upload.list",
    "label_releases": "label.releases",
    "lists": "lists.by_user",
    "order_messages": "order.messages.list",
    "orders": "orders.list",
    "search": "search",
    "user_contributions": "user.contributions",
    "wantlist": "wantlist.list",
}
# A recording that its own project has written into: a word stands before a date.
TAMPERED = {"discogs/collection_items_by_release__brotherlogic-godiscogs__collection-releases-323006"}
# Bodies hold what the description leaves open: unknown members, members of any type, names that are data.
LEAST_SHARE_FOUND = 0.95
MOST_PLACES = 25  # of one body


def schema_of(document, model):
    if model in PAGES:
        return answer_schema(document, PAGES[model])
    return {"$ref": f"#/components/schemas/{SCHEMAS[model]}"}


def replaced(body, place):
    """The body with another type at one place."""
    body = json.loads(json.dumps(body))
    *way, last = place[1:].split("/")
    thing = body
    for step in way:
        thing = thing[int(step)] if isinstance(thing, list) else thing[step.replace("~1", "/").replace("~0", "~")]
    key = int(last) if isinstance(thing, list) else last.replace("~1", "/").replace("~0", "~")
    thing[key] = 7 if isinstance(thing[key], (dict, list)) else {"an": "object"}
    return body


def places(body):
    """A bounded sample, the same in every run: of each kind of place the first."""
    kinds = {}
    for place, _ in walk(body):
        kind = "/".join("#" if step.isdigit() else step for step in place.split("/"))
        if place and not kind.endswith("/#"):
            kinds.setdefault(kind, place)
    found = sorted(kinds.values())
    return found[:: max(1, len(found) // MOST_PLACES)]


def main(path, folder):
    document = load(path)
    counts, problems = collections.Counter(), []
    with open(f"{folder}/INDEX.tsv", encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if r["provider"] == "discogs"]
    validators = {model: validator(document, schema_of(document, model)) for model in {r["model"] for r in rows}}
    for row in rows:
        if row["kind"] != "real" or any(row["file"].startswith(name) for name in TAMPERED):
            counts["not a recording"] += 1
            continue
        with open(f"{folder}/{row['file']}", encoding="utf-8") as file:
            body = json.load(file)
        counts["bodies"] += 1
        for error in validators[row["model"]].iter_errors(body):
            place = "/".join(map(str, error.absolute_path))
            problems.append(f"{row['file']}: /{place}: {error.message[:120]}")
        for place in places(body):
            counts["replaced"] += 1
            counts["found"] += not validators[row["model"]].is_valid(replaced(body, place))
    for problem in problems:
        print(problem)
    share = counts["found"] / max(1, counts["replaced"])
    print(f"{counts['bodies']} recorded bodies, {len(problems)} violations; {counts['not a recording']} samples left out")
    print(f"{counts['found']} of {counts['replaced']} values of another type found ({share:.1%})")
    return 0 if counts["bodies"] and not problems and share >= LEAST_SHARE_FOUND else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
