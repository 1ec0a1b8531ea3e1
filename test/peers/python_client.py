#!/usr/bin/python3
"""python3-discogs-client's tour; run.py starts it.

The client goes to the addresses that stand in answers, and those name the production host. Its one function that sends
is wrapped: what is meant for that host goes to the emulator, and nothing goes anywhere else.
"""

import json
import sys
from urllib.parse import parse_qs, urlsplit

try:
    import discogs_client
    import requests
    from discogs_client import Condition, Status
    from discogs_client.exceptions import HTTPError
except ImportError:
    print("left out: python3-discogs-client is missing; scripts/test installs it")
    sys.exit(77)

PRODUCTION = "https://api.discogs.com"
USER_AGENT = "SeguePeers/1.0 +https://segue.invalid"
KNOWN, OTHER, NOTHING = 352665, 1, 999999999


class Tour:
    def __init__(self, told, area):
        self.told, self.area = told, area
        self.client = self.make(user_token=told["token"])
        self.me = told["username"]

    def make(self, **credentials):
        client = discogs_client.Client(USER_AGENT, **credentials)
        client._base_url = self.told["base_url"]
        for name in ("_request_token_url", "_access_token_url"):
            setattr(client, name, getattr(client, name).replace(PRODUCTION, client._base_url))
        send = client._fetcher.request

        def redirected(method, url, data, headers, params=None):
            url = url.replace(PRODUCTION, client._base_url, 1)
            if not url.startswith(client._base_url + "/"):
                raise ValueError(f"not to be sent: {url}")
            return send(method, url, data=data, headers=headers, params=params)

        client._fetcher.request = redirected
        client.backoff_enabled = False
        return client

    def tell(self, kind, step, *why):
        print("\t".join([kind, self.area, step, *(str(w).replace("\n", " ")[:300] for w in why)]), flush=True)

    def step(self, name, work, good=lambda value: value is not None):
        """One step that must succeed and whose value must be good; returns the value."""
        value = None
        try:
            value = work()
            if good(value):
                self.tell("ok", name)
            else:
                self.tell("failed", name, f"not good: {value!r}")
        except Exception as trouble:  # whatever it is, the step is lost and the tour goes on
            self.tell("failed", name, f"{type(trouble).__name__}: {trouble}")
        return value

    def refused(self, name, status, work):
        """One step that the service must refuse."""
        try:
            work()
            self.tell("failed", name, "not refused")
        except HTTPError as refusal:
            self.tell("ok" if refusal.status_code == status else "failed", name, refusal)
        except Exception as trouble:
            self.tell("failed", name, f"{type(trouble).__name__}: {trouble}")

    def cannot(self, name, why, work=None, error=Exception):
        """What the client has no call for, or what its call cannot do: then it is tried, and must fail so."""
        if work is not None:
            try:
                work()
                self.tell("failed", name, "is said to be impossible, and works")
                return
            except error:
                pass
            except Exception as trouble:
                self.tell("failed", name, f"fails in another way: {type(trouble).__name__}: {trouble}")
                return
        self.tell("cannot", name, why)


def fields(thing, names):
    return [getattr(thing, name) for name in names.split()]


def database(t):
    client = t.client
    release = client.release(KNOWN)
    t.step("release", lambda: release.title, lambda v: v == "The Downward Spiral")
    t.step("release, all its parts", lambda: fields(
        release, "id title year thumb data_quality status genres images country notes formats styles url videos tracklist "
        "artists credits labels companies community"), lambda v: v[0] == KNOWN and v[14])
    t.step("release, community", lambda: release.community.rating.average, lambda v: 0 < v <= 5)
    master = t.step("release, its master", lambda: release.master)
    t.step("master", lambda: fields(master, "title year genres images tracklist videos url"), lambda v: v[0] == release.title)
    t.step("master, its main release", lambda: master.main_release.title)
    t.step("master, versions", lambda: [v.id for v in master.versions.page(1)], lambda v: KNOWN in v)
    artist = client.artist(3857)
    t.step("artist", lambda: artist.name, lambda v: v == "Nine Inch Nails")
    t.step("artist, all its parts", lambda: fields(
        artist, "real_name images profile data_quality name_variations url urls aliases members groups"))
    t.step("artist, releases", lambda: [artist.releases[i].title for i in range(60)], lambda v: len(v) == 60)
    t.step("artist, releases in order", lambda: artist.releases.sort("year", "desc").page(1))
    label = client.label(5)
    t.step("label", lambda: fields(label, "name profile urls images contact_info url sublabels parent_label"))
    t.step("label, releases", lambda: list(label.releases), lambda v: len(v) == label.releases.count)
    t.step("search", lambda: client.search("Nine Inch Nails", type="artist").page(1)[0].name, lambda v: v == "Nine Inch Nails")
    t.step("search, all kinds", lambda: {type(r).__name__ for r in client.search("nails").page(1)}, lambda v: len(v) > 1)
    t.step("quota", lambda: int(client._fetcher.rate_limit_remaining), lambda v: v > 0)
    t.refused("release that is not there", 404, lambda: client.release(NOTHING).title)
    t.refused("master that is not there", 404, lambda: client.master(NOTHING).title)
    t.refused("wrong token", 401, lambda: t.make(user_token="wrong").release(KNOWN).title)
    t.refused("search of nobody", 401, lambda: t.make().search("a").page(1))
    t.step("release for nobody", lambda: t.make().release(KNOWN).title)
    t.cannot("release ratings", "no call to read or write them")
    t.cannot("release statistics", "no call")
    t.cannot("service information", "no call")


def people(t):
    client = t.client
    t.step("identity", lambda: client.identity().username, lambda v: v == t.me)
    user = client.user(t.me)
    t.step("profile", lambda: fields(
        user, "id username releases_contributed num_collection num_wantlist num_lists rank rating_avg url name profile "
        "location home_page registered"), lambda v: v[1] == t.me)

    def edit():
        user.location = "Here & there"
        user.save()
        return client.user(t.me).location

    t.step("profile, edit", edit, lambda v: v == "Here & there")
    folders = t.step("folders", lambda: user.collection_folders, lambda v: {f.id for f in v} >= {0, 1}) or []
    by_id = {folder.id: folder for folder in folders}
    t.step("folder, add a release", lambda: by_id[1].add_release(KNOWN), lambda v: v is None)
    items = t.step("folder, releases", lambda: list(by_id[1].releases), lambda v: any(i.id == KNOWN for i in v)) or []
    t.step("copy", lambda: fields(items[0], "id instance_id rating folder_id notes date_added release"))
    t.step("copies of a release", lambda: [i.instance_id for i in user.collection_items(KNOWN)])
    copy = next((i for i in items if i.id == KNOWN), None)
    t.step("folder, remove a release", lambda: by_id[1].remove_release(copy), lambda v: v is None)
    t.step("collection value", lambda: fields(user.collection_value, "minimum median maximum"), all)
    t.step("wantlist, add", lambda: user.wantlist.add(OTHER, notes="Original pressing", rating=4), lambda v: v is None)
    wants = t.step("wantlist", lambda: list(user.wantlist), lambda v: any(w.id == OTHER for w in v)) or []
    want = next((w for w in wants if w.id == OTHER), None)
    t.step("want", lambda: fields(want, "id rating notes release"), lambda v: v[1] == 4)

    t.cannot("want, save", "it reads the entry back with GET, which the API does not have", lambda: setattr(
        want, "rating", 3) or want.save(), (HTTPError, ValueError, KeyError))
    t.step("wantlist, remove", lambda: user.wantlist.remove(OTHER), lambda v: v is None)
    lists = t.step("lists", lambda: list(user.lists)) or []
    for summary in lists[:1]:
        t.step("list", lambda: fields(client.list(summary.id), "name description public url date_added date_changed items"))
    t.refused("user that is not there", 404, lambda: client.user("nobody.of.this_name-1").name)
    t.cannot("submissions and contributions", "no call")
    t.cannot("folders, create, rename and delete", "no call")
    t.cannot("copy, rate, move and write notes", "no call")
    t.cannot("collection fields", "no call")


def market(t):
    client = t.client
    user = client.user(t.me)
    t.step("price suggestions", lambda: client.release(KNOWN).price_suggestions.mint.value, lambda v: v > 0)
    t.step("marketplace statistics", lambda: fields(client.release(KNOWN).marketplace_stats, "num_for_sale blocked_from_sale"))
    t.step("listing, create", lambda: user.inventory.add_listing(
        KNOWN, Condition.MINT, 12.5, Status.FOR_SALE, sleeve_condition=Condition.NO_COVER, comments="Sealed"), lambda v: v is None)
    listings = t.step("inventory", lambda: list(user.inventory), lambda v: any(l.comments == "Sealed" for l in v)) or []
    mine = next((l for l in listings if l.comments == "Sealed"), None)
    t.step("listing", lambda: fields(
        client.listing(mine.id), "status allow_offers condition sleeve_condition ships_from comments audio url release seller "
        "posted price"), lambda v: v[2] == "Mint (M)")

    def edit():
        listing = client.listing(mine.id)
        listing.price = 20.0
        listing.comments = "Opened"
        listing.save()
        return client.listing(mine.id)

    t.step("listing, edit", edit, lambda v: v.price.value == 20.0 and v.comments == "Opened")
    t.step("listing, delete", lambda: client.listing(mine.id).delete(), lambda v: v is None)
    orders = t.step("orders", lambda: list(user.orders), bool) or []
    order = client.order(orders[0].id) if orders else None
    t.step("order", lambda: fields(
        order, "status next_status shipping_address additional_instructions url fee buyer seller created last_activity items "
        "shipping"))
    t.step("order, messages", lambda: [m.message for m in order.messages])
    t.step("order, write a message", lambda: order.messages.add(message="On its way"), lambda v: v is None)

    def ship():
        order.status = order.next_status[0]
        wanted = order.status
        order.save()
        return client.order(order.id).status == wanted

    t.step("order, edit", ship, bool)
    t.refused("listing that is not there", 404, lambda: client.listing(NOTHING).status)
    t.refused("order that is not there", 404, lambda: client.order("1-99999999").status)
    t.cannot("fee", "it sends the price with four decimals, which the API does not know", lambda: client.fee_for(10.0), HTTPError)


def files(t):
    t.cannot("exports", "no call")
    t.cannot("uploads", "no call")
    t.tell("ok", "nothing to do")


def oauth(t):
    client = t.make(consumer_key=t.told["consumer_key"], consumer_secret=t.told["consumer_secret"])
    asked = t.step("request token", lambda: client.get_authorize_url("https://segue.invalid/back"), lambda v: v[0] in v[2])

    def agree():
        # What a person does in a browser: agrees, and is led back with the verifier.
        page = requests.post(
            f"{t.told['base_url']}/oauth/authorize", data={"oauth_token": asked[0], "answer": "authorize"}, headers={"User-Agent": USER_AGENT},
            allow_redirects=False, timeout=10)
        return parse_qs(urlsplit(page.headers["Location"]).query)["oauth_verifier"][0]

    verifier = t.step("verifier", agree)
    t.step("access token", lambda: client.get_access_token(verifier), all)
    t.step("identity", lambda: client.identity().username, lambda v: v == t.me)
    t.step("search", lambda: client.search("nails").page(1), bool)


def main(areas):
    told = json.load(sys.stdin)
    for area in areas:
        {"database": database, "people": people, "market": market, "files": files, "oauth": oauth}[area](Tour(told, area))


if __name__ == "__main__":
    main(sys.argv[1:])
