// Do the services' own clients get their pictures from the sandbox, as from the services?
//
//   node against_sandbox.mjs PATH-OF-INLAY
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { jobs } from './clients.mjs';

const sandbox = spawn(process.argv[2], ['sandbox', '--delay', '0', '--end-with-stdin'], { stdio: ['pipe', 'pipe', 'inherit'] });
const [line] = await once(sandbox.stdout, 'data');
const base = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))[0];
sandbox.stdout.resume();

// Width and height out of a PNG's first chunk; the sandbox answers with PNG.
function size_of(png) {
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
  assert.equal(png.subarray(-8, -4).toString(), 'IEND');
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
}

let failed = 0;
try {
  for (const [name, [, run]] of Object.entries(jobs)) {
    try {
      const pictures = await run(base);
      assert.equal(pictures.length, 1, 'one picture was expected');
      console.log(`${name}: ${size_of(pictures[0])}`);
    } catch (error) {
      failed += 1;
      console.log(`${name}: FAILED: ${error.message}\n${error.responseBody ?? error.stack}`);
    }
  }
} finally {
  sandbox.stdin.end();
  await once(sandbox, 'exit');
}
process.exit(failed ? 1 : 0);
