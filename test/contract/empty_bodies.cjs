// Loaded before Prism. The service calls some answers JSON that have no body at all: what a job's `Location` says is all
// there is. Prism gives up on them; so it is handed nothing in place of a parsed body, and judges that by the document.
const { createRequire } = require('node:module');
const { Response } = createRequire(process.argv[1])('node-fetch');

Response.prototype.json = async function () {
    const text = await this.text();
    return text === '' ? undefined : JSON.parse(text);
};
