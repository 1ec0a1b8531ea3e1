// @lionralfs/discogs-client's turn at the job of bench/run's quota area.
// Usage: quota.mjs URL CA_FILE TOKEN IDS_FILE CONCURRENCY WINDOW_MS STOP_SECONDS [--backoff]
// Prints `answered,seconds`. NODE_EXTRA_CA_CERTS must name the authority when node starts. --backoff takes the
// backoff that the package's own description shows; by default the package has none.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { DiscogsClient } from '@lionralfs/discogs-client';

const [url, , token, idsFile, concurrency, , stop, backoff] = process.argv.slice(2);
const ids = readFileSync(idsFile, 'ascii').trim().split('\n').map(Number);
const { hostname, port } = new URL(url);

let answered = 0;
const troubles = new Map();
const begun = performance.now();

function end() {
    const seconds = (performance.now() - begun) / 1000;
    for (const [trouble, times] of [...troubles].sort((a, b) => b[1] - a[1]).slice(0, 3))
        console.error(`lost ${times}: ${trouble}`);
    console.log(`${answered},${seconds.toFixed(3)}`);
    process.exit(0); // timers of waiting requests would hold the process
}

const client = new DiscogsClient({ userAgent: 'SegueBench/1.0 +https://example.invalid', auth: { userToken: token } });
client.setConfig({ host: hostname, port: Number(port) });
if (backoff === '--backoff')
    client.setConfig({ exponentialBackoffIntervalMs: 2000, exponentialBackoffMaxRetries: 5, exponentialBackoffRate: 2.7 });

let next = 0;
async function work() {
    while (next < ids.length) {
        const id = ids[next++];
        try {
            const { data } = await client.database().getRelease(id);
            if (data.id === id && data.title) ++answered;
        } catch (trouble) {
            const text = String(trouble).slice(0, 100);
            troubles.set(text, (troubles.get(text) ?? 0) + 1);
        }
    }
}

setTimeout(end, Number(stop) * 1000);
await Promise.all(Array.from({ length: Number(concurrency) }, work));
end();
