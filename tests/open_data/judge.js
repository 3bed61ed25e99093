// Lets OpenActive's own validators judge feeds: `node judge.js FOLDER ADDRESS …` for each site in FOLDER that says it
// stands at ADDRESS. Writes to standard output, as JSON, how often each finding was made in each: [{"model": {…}, "feed": {…}}].
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { validate } = require('@openactive/data-model-validator');
const { RpdeValidator } = require('@openactive/rpde-validator');

const sites = process.argv.slice(2);
const FEED = '/data/openactive/session-series.json';
const TYPE = 'application/vnd.openactive.rpde+json; version=1';

// The file that a host serves at an address: what is asked after it makes no difference to a file.
const reader = (folder) => (name) => fs.readFileSync(path.join(folder, name.split('?')[0]), 'utf8');

function count(found, key) {
  found[key] = (found[key] || 0) + 1;
}

// Every page along `next`, each as the whole document that it is.
async function judgeModel(read, address) {
  const found = {};
  const seen = new Set();
  for (let name = FEED; !seen.has(name);) {
    seen.add(name);
    const page = JSON.parse(read(name));
    for (const one of await validate(page, { validationMode: 'RPDEFeed' })) {
      const field = one.path.replace(/\[\d+\]/g, '[]').replace('$.items[].data.', '');
      count(found, `${one.severity}: ${one.type} at ${field}`);
    }
    name = page.next.replace(address, '');
  }
  return found;
}

// The feed as a harvester meets it, served by this machine to itself.
function judgeFeed(read, address) {
  return new Promise((resolve) => {
    const server = http.createServer((request, response) => {
      const last = request.url !== FEED && JSON.parse(read(request.url)).items.length === 0;
      const here = `http://127.0.0.1:${server.address().port}`;
      response.writeHead(200, { 'Content-Type': TYPE, 'Cache-Control': `public, max-age=${last ? 8 : 3600}` });
      response.end(read(request.url).replaceAll(address, here));
    });
    server.listen(0, '127.0.0.1', async () => {
      const log = await RpdeValidator(`http://127.0.0.1:${server.address().port}${FEED}`, {
        logCallback: () => {},
        requestDelayMs: 0,
        pageLimit: 1000,
      });
      server.close();
      const found = {};
      for (const page of log.pages) {
        for (const one of page.errors) count(found, `${one.severity}: ${one.type}`);
      }
      resolve(found);
    });
  });
}

(async () => {
  const found = [];
  for (let at = 0; at < sites.length; at += 2) {
    const site = [reader(sites[at]), sites[at + 1]];
    found.push({ model: await judgeModel(...site), feed: await judgeFeed(...site) });
  }
  process.stdout.write(JSON.stringify(found));
})();
