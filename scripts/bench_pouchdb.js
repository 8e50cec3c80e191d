// Replicate documents with PouchDB, for comparison (scripts/bench_sync.py).
//   node bench_pouchdb.js serve FOLDER              an express-pouchdb server
//   node bench_pouchdb.js run FOLDER URL COUNT      push COUNT documents, pull them
// Both sides store in LevelDB, as an offline-first browserless client would.
'use strict';
const [verb, folder, url, count] = process.argv.slice(2);
const { createRequire } = require('module');
const from = createRequire(folder + '/package.json');
const PouchDB = from('pouchdb');

function document(n) {
  return {
    _id: 'op-' + String(n).padStart(8, '0'),
    workstation: 'ws-0', incarnation: 'BENCH', sequence: n, kind: 'loss_temp',
    ssn: '999901198001010' + String(n % 1000).padStart(3, '0'),
    card_no: 'P' + String(n).padStart(8, '0'), base_version: 1, detail: {},
    hlc: String(n).padStart(13, '0') + '-0000-ws-0',
    made_at: '2026-03-02T04:00:00Z', receipt_no: 'R' + n, clerk: '张敏',
  };
}

async function run() {
  const near = new PouchDB(folder + '/near');
  for (let at = 0; at < count; at += 1000) {
    const part = [];
    for (let n = at; n < Math.min(count, at + 1000); n += 1) part.push(document(n));
    await near.bulkDocs(part);
  }
  const answer = {};
  for (const way of ['push', 'pull']) {
    const other = way === 'push' ? near : new PouchDB(folder + '/fresh');
    const before = process.hrtime.bigint();
    const done = way === 'push'
      ? await other.replicate.to(url, { batch_size: 100 })
      : await other.replicate.from(url, { batch_size: 1000 });
    answer[way + '_s'] = Number(process.hrtime.bigint() - before) / 1e9;
    answer[way + '_documents'] = done.docs_written;
  }
  console.log(JSON.stringify(answer));
  process.exit(0);
}

function serve() {
  const express = from('express');
  const app = express();
  const Served = PouchDB.defaults({ prefix: folder + '/server/' });
  require('fs').mkdirSync(folder + '/server', { recursive: true });
  process.chdir(folder);
  app.use('/', from('express-pouchdb')(Served, { mode: 'minimumForPouchDB' }));
  const listener = app.listen(0, '127.0.0.1', () => {
    console.log('http://127.0.0.1:' + listener.address().port + '/roll');
  });
}

if (verb === 'serve') serve(); else run();
