// What do the services' own clients send?
//
//   node capture.mjs           runs them against a local recorder and compares with tests/data/captured; fails when something differs
//   node capture.mjs --write   writes tests/data/captured anew
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { files, jobs } from './clients.mjs';
import { here, version_of } from './packages.mjs';
import { start_recorder } from './recorder.mjs';

const write = process.argv.includes('--write');
const folder = `${here}../data/captured/`;
const recorder = await start_recorder();
try {
  for (const [name, [client, run]] of Object.entries(jobs)) {
    recorder.requests.length = 0;
    const pictures = await run(recorder.url);
    assert.ok(pictures.length >= 1 && pictures.every((bytes) => bytes.equals(files['picture.png'])), `${name}: the client did not get its picture`);
    assert.equal(recorder.requests.length, 1, `${name}: one request was expected`);
    const captured = `${JSON.stringify({ job: name, client: `${client} ${version_of(client)}`, ...recorder.requests[0] }, null, 2)}\n`;
    if (write) writeFileSync(`${folder}${name}.json`, captured);
    else assert.equal(captured, readFileSync(`${folder}${name}.json`, 'utf8'), `${name}: no longer what is committed (node capture.mjs --write)`);
    console.log(`${name}: ${recorder.requests[0].method} ${recorder.requests[0].path}`);
  }
  const committed = readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5)).sort();
  assert.deepEqual(committed, Object.keys(jobs).sort(), 'captured requests without a job, or the other way round');
} finally {
  recorder.stop();
}
