// The tour of @lionralfs/discogs-client; run.py starts it. What it is told comes on standard input, areas are arguments.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DiscogsClient, DiscogsOAuth } from '@lionralfs/discogs-client';

const told = JSON.parse(readFileSync(0, 'utf8'));
const { hostname, port } = new URL(told.base_url);
const me = told.username;
const known = 352665;
const other = 1;
const nothing = 999999999;
let area = '';

function client(auth) {
    const made = new DiscogsClient({ userAgent: 'SeguePeers/1.0 +https://segue.invalid', auth });
    return made.setConfig({ host: hostname, port: Number(port) });
}

function tell(kind, step, ...why) {
    console.log([kind, area, step, ...why.map(w => String(w).replaceAll(/\s+/g, ' ').slice(0, 300))].join('\t'));
}

// One step that must succeed and whose data must be good; resolves to the data.
async function step(name, work, good = data => data !== undefined && data !== null) {
    try {
        const { data } = await work();
        if (good(data)) tell('ok', name);
        else tell('failed', name, `not good: ${JSON.stringify(data)}`);
        return data;
    } catch (trouble) {
        tell('failed', name, trouble);
        return undefined;
    }
}

// One step without an answer worth reading.
const done = (name, work) => step(name, work, data => data === undefined);

async function refused(name, status, work) {
    try {
        await work();
        tell('failed', name, 'not refused');
    } catch (trouble) {
        if (trouble.statusCode === status) tell('ok', name);
        else tell('failed', name, trouble);
    }
}

// What the client has no call for, or what its call cannot do: then it is tried, and must fail.
async function cannot(name, why, work) {
    if (work) {
        try {
            await work();
            tell('failed', name, 'is said to be impossible, and works');
            return;
        } catch {
            // as it is said to
        }
    }
    tell('cannot', name, why);
}

const user = client({ userToken: told.token });
const application = client({ consumerKey: told.consumer_key, consumerSecret: told.consumer_secret });
const nobody = client();

async function database() {
    const calls = user.database();
    await step('service information', () => user.about(), d => d.api_version === 'v2');
    const release = await step('release', () => calls.getRelease(known, 'EUR'), d => d.title === 'The Downward Spiral');
    await step('release for nobody', () => nobody.database().getRelease(known), d => d.id === known);
    await step('release for an application', () => application.database().getRelease(known), d => d.id === known);
    await step('rating, given', () => calls.setReleaseRating(known, me, 4), d => d.rating === 4);
    await step('rating', () => calls.getReleaseRating(known, me), d => d.rating === 4);
    await done('rating, taken back', () => calls.setReleaseRating(known, me, null));
    await step('rating of all', () => calls.getReleaseCommunityRating(known), d => d.rating.count > 0);
    await step('release statistics', () => calls.getReleaseStats(known));
    await step('master', () => calls.getMaster(release.master_id), d => d.title === release.title);
    await step('master, versions', () => calls.getMasterVersions(release.master_id, { page: 1, per_page: 100, sort: 'released', sort_order: 'asc' }),
        d => d.versions.some(v => v.id === known));
    await step('artist', () => calls.getArtist(3857), d => d.name === 'Nine Inch Nails');
    await step('artist, releases', () => calls.getArtistReleases(3857, { page: 2, per_page: 25, sort: 'year', sort_order: 'desc' }),
        d => d.releases.length === 25 && d.pagination.page === 2);
    await step('label', () => calls.getLabel(5), d => d.id === 5);
    await step('label, releases', () => calls.getLabelReleases(5, { page: 1, per_page: 2 }), d => d.releases.length === 2);
    await step('search', () => calls.search({ query: 'Nine Inch Nails', type: 'artist' }), d => d.results[0].title === 'Nine Inch Nails');
    await step('search by an application', () => application.database().search({ query: 'nails' }), d => d.results.length > 0);
    await step('quota', async () => ({ data: (await calls.getRelease(known)).rateLimit }), d => d.limit > 0 && d.remaining >= 0);
    await refused('release that is not there', 404, () => calls.getRelease(nothing));
    await refused('wrong token', 401, () => client({ userToken: 'wrong' }).database().getRelease(known));
    await cannot('search by nobody', 'it refuses before anything is sent', () => nobody.database().search({ query: 'a' }));
}

async function people() {
    const calls = user.user();
    await step('identity', () => user.getIdentity(), d => d.username === me);
    await step('profile', () => calls.getProfile(me), d => d.username === me);
    await step('profile, edit', () => calls.editProfile(me, { location: 'Here & there', curr_abbr: 'EUR' }), d => d.location === 'Here & there');
    await step('submissions', () => calls.getSubmissions(me, { page: 1, per_page: 50 }), d => typeof d.submissions === 'object');
    await step('contributions', () => calls.getContributions(me, { sort: 'added', sort_order: 'desc' }), d => Array.isArray(d.contributions));
    const lists = await step('lists', () => calls.getLists(me, { page: 1 }), d => Array.isArray(d.lists));
    if (lists?.lists.length > 0)
        await step('list', () => calls.list().getItems(lists.lists[0].id), d => Array.isArray(d.items));

    const collection = calls.collection();
    await step('folders', () => collection.getFolders(me), d => d.folders.length >= 2);
    const folder = await step('folder, create', () => collection.addFolder(me, 'Jazz & more'), d => d.name === 'Jazz & more');
    await step('folder', () => collection.getFolder(me, folder.id), d => d.count === 0);
    await step('folder, rename', () => collection.setFolderName(me, folder.id, 'Jazz'), d => d.name === 'Jazz');
    const copy = await step('copy, add', () => collection.addRelease(me, known, folder.id), d => d.instance_id > 0);
    await step('folder, releases', () => collection.getReleases(me, folder.id, { sort: 'added', sort_order: 'desc' }),
        d => d.releases.length === 1 && d.releases[0].instance_id === copy.instance_id);
    await step('copies of a release', () => collection.getReleaseInstances(me, known), d => d.releases.length >= 1);
    await step('collection fields', () => collection.getFields(me), d => d.fields.length >= 3);
    await done('copy, note', () => collection.editInstanceNote(me, folder.id, known, copy.instance_id, 3, 'Signed'));
    await done('copy, rate', () => collection.editRelease(me, folder.id, known, copy.instance_id, { rating: 5 }));
    await done('copy, move', () => collection.editRelease(me, folder.id, known, copy.instance_id, { folder_id: 1 }));
    await done('copy, remove', () => collection.removeRelease(me, 1, known, copy.instance_id));
    await done('folder, delete', () => collection.deleteFolder(me, folder.id));
    await step('collection value', () => collection.getValue(me), d => d.median.length > 0);
    await refused('folder that is not there', 404, () => collection.getFolder(me, nothing));

    const wants = calls.wantlist();
    await step('wantlist, add', () => wants.addRelease(me, other, { notes: 'Original pressing', rating: 4 }), d => d.id === other);
    await step('wantlist, edit', () => wants.editNotes(me, other, { notes: 'Any pressing', rating: 5 }), d => d.rating === 5);
    await step('wantlist', () => wants.getReleases(me, { page: 1, per_page: 100 }), d => d.wants.some(w => w.id === other));
    await done('wantlist, remove', () => wants.removeRelease(me, other));
    await refused('user that is not there', 404, () => calls.getProfile('nobody.of.this_name-1'));
}

async function market() {
    const calls = user.marketplace();
    const offer = { release_id: known, condition: 'Mint (M)', price: 12.5, status: 'For Sale' };
    const made = await step('listing, create', () => calls.addListing({ ...offer, sleeve_condition: 'No Cover', weight: 'auto' }), d => d.listing_id > 0);
    await step('listing', () => calls.getListing(made.listing_id, 'EUR'), d => d.id === made.listing_id);
    await done('listing, edit', () => calls.editListing(made.listing_id, { ...offer, price: 20, comments: 'Opened' }));
    await step('inventory', () => calls.getInventory(me, { status: 'For Sale', sort: 'listed', sort_order: 'desc' }),
        d => d.listings.some(l => l.id === made.listing_id && l.comments === 'Opened'));
    await done('listing, delete', () => calls.deleteListing(made.listing_id));
    await refused('listing that is not there', 404, () => calls.getListing(nothing));
    const orders = await step('orders', () => calls.getOrders({ sort: 'id', sort_order: 'asc', archived: false }), d => d.orders.length > 0);
    const order = await step('order', () => calls.getOrder(orders.orders[0].id), d => d.next_status.length > 0);
    await step('order, messages', () => calls.getOrderMessages(order.id, { per_page: 100 }), d => Array.isArray(d.messages));
    await step('order, write a message', () => calls.addOrderMessage(order.id, { message: 'On its way' }), d => d.message.includes('On its way'));
    await step('order, edit', () => calls.editOrder(order.id, { status: order.next_status[0] }), d => d.status === order.next_status[0]);
    await step('fee', () => calls.getFee(10), d => d.value > 0);
    await step('fee in a currency', () => calls.getFee(10, 'EUR'), d => d.value > 0);
    await step('price suggestions', () => calls.getPriceSuggestions(known), d => d['Mint (M)'].value > 0);
    await step('marketplace statistics', () => calls.getReleaseStats(known, 'EUR'), d => typeof d.blocked_from_sale === 'boolean');
    await cannot('order, tracking', 'no member for it');
}

async function files() {
    const calls = user.inventory();
    await done('export, request', () => calls.exportInventory());
    const list = await step('exports', () => calls.getExports({ page: 1, per_page: 50 }), d => d.items.length > 0);
    await step('export', () => calls.getExport(list.items[0].id), d => d.id === list.items[0].id);
    await step('export, download', async () => {
        const { data } = await calls.downloadExport(list.items[0].id);
        return { data: await data.text() };
    }, d => d.startsWith('listing_id,'));
    await cannot('export, which one a request began', 'it does not give the address of the job away');
    await cannot('uploads', 'no call');
}

async function oauth() {
    await cannot('OAuth, its steps', 'their addresses are fixed, and its nonce has 128 characters where 64 are allowed', () => {
        const source = String(DiscogsOAuth.prototype.getRequestToken);
        if (source.includes('https://api.discogs.com/') && source.includes('randomBytes(64)'))
            throw new Error('so it is');
    });
    const { key, secret } = await step('the steps, without the client', async () => ({ data: await agree() }), d => d.key && d.secret);
    const signed = client({
        method: 'oauth',
        consumerKey: told.consumer_key,
        consumerSecret: told.consumer_secret,
        accessToken: key,
        accessTokenSecret: secret,
    });
    await step('identity', () => signed.getIdentity(), d => d.username === me);
    await step('search', () => signed.database().search({ query: 'nails' }), d => d.results.length > 0);
}

// The steps of OAuth, as the service's documentation has them, with a page where the user agrees at once.
async function agree() {
    const send = async (method, path, secret, more) => {
        const values = {
            oauth_consumer_key: told.consumer_key,
            oauth_nonce: randomBytes(16).toString('hex'),
            oauth_signature: `${told.consumer_secret}&${secret}`,
            oauth_signature_method: 'PLAINTEXT',
            oauth_timestamp: String(Math.floor(Date.now() / 1000)),
            ...more,
        };
        const list = Object.entries(values).map(([name, value]) => `${name}="${encodeURIComponent(value)}"`).join(', ');
        const headers = { Authorization: `OAuth ${list}`, 'User-Agent': 'SeguePeers/1.0 +https://segue.invalid' };
        return new URLSearchParams(await (await fetch(told.base_url + path, { method, headers })).text());
    };
    const request = await send('GET', '/oauth/request_token', '', { oauth_callback: 'https://segue.invalid/back' });
    const token = request.get('oauth_token');
    const page = await fetch(`${told.base_url}/oauth/authorize?oauth_token=${token}&answer=authorize`,
        { method: 'POST', redirect: 'manual', headers: { 'User-Agent': 'SeguePeers/1.0 +https://segue.invalid' } });
    const oauth_verifier = new URL(page.headers.get('location')).searchParams.get('oauth_verifier');
    const access = await send('POST', '/oauth/access_token', request.get('oauth_token_secret'), { oauth_token: token, oauth_verifier });
    return { key: access.get('oauth_token'), secret: access.get('oauth_token_secret') };
}

for (area of process.argv.slice(2)) {
    try {
        await { database, people, market, files, oauth }[area]();
    } catch (trouble) {
        tell('failed', 'the rest of the area', trouble);
    }
}
