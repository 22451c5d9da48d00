// Does our command line get its pictures from a server that nobody here wrote?
//
//   node aimock.mjs PATH-OF-INLAY
//
// aimock answers with what it is told to say, in each service's form; the form is what is tested. For Gemini it has a part with data only for sound,
// so the picture is given as sound with a picture's type, and a second time as Markdown in the words, as some gateways send it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { files } from './clients.mjs';
import { here, load } from './packages.mjs';

const { LLMock } = load('@copilotkit/aimock');
const picture = files['picture.png'];
const b64Json = picture.toString('base64');
const markdown = `Here it is: ![image](data:image/png;base64,${b64Json})`;
const folder = mkdtempSync(join(tmpdir(), 'inlay-aimock-'));

async function inlay(...args) {
  const env = { PATH: process.env.PATH, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, INLAY_API_KEY: 'sk-referee-0123456789abcdef' };
  const child = spawn(process.argv[2], args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout.on('data', (bytes) => (out += bytes));
  child.stderr.on('data', (bytes) => (errors += bytes));
  const [status] = await once(child, 'close');
  return { status, out, errors };
}

const cases = [
  ['gemini', 'data', []],
  ['gemini', 'data', ['--stream']],
  ['gemini', 'words', []],
  ['gemini', 'words', ['--stream']], // Markdown split over some hundred events
  ['openai-chat', 'words', []],
  ['openai-chat', 'words', ['--stream']],
  ['openai-images', 'picture', []],
];

const server = new LLMock({ port: 0 });
server.addFixture({ match: { userMessage: /data/, endpoint: 'chat' }, response: { audio: { b64Json, contentType: 'image/png' } } });
server.onMessage(/words/, { content: markdown });
server.addFixture({ match: { userMessage: /picture/, endpoint: 'image' }, response: { image: { b64Json } } });
await server.start();

let failed = 0;
async function check(name, work) {
  try {
    await work();
    console.log(`${name}: passed`);
  } catch (error) {
    failed += 1;
    console.log(`${name}: FAILED: ${error.message}`);
  }
}

try {
  for (const [wire, prompt, options] of cases) {
    const model = wire === 'openai-images' ? 'gpt-image-1' : 'gemini-2.5-flash-image';
    const common = ['--base-url', server.url, '--wire', wire, '--model', model, '--retries', '0', '--json', ...options];
    await check(`generate ${wire} ${prompt} ${options}`, async () => {
      const out = join(folder, 'generated.png');
      const { status, errors, out: said } = await inlay('generate', '-p', prompt, '-o', out, ...common);
      assert.equal(status, 0, errors + said);
      assert.ok(readFileSync(out).equals(picture), 'the received bytes are written as they are');
    });
    await check(`edit ${wire} ${prompt} ${options}`, async () => {
      const out = join(folder, 'edited.png');
      const input = `${here}../data/captured/picture.png`;
      const { status, errors, out: said } = await inlay('edit', input, '-p', prompt, '-o', out, ...common);
      assert.equal(status, 0, errors + said);
      const { answer } = JSON.parse(said).images[0];
      assert.deepEqual(answer, { width: 45, height: 37, mime: 'image/png' });
    });
  }
  await check('an error of the server is told in its words', async () => {
    const { status, out } = await inlay('generate', '-p', 'nothing that it knows', '-o', join(folder, 'none.png'),
      '--base-url', server.url, '--wire', 'openai-chat', '--retries', '0', '--json');
    assert.equal(status, 8, out);
    assert.match(JSON.parse(out).error.message, /No fixture matched/);
  });
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}
process.exit(failed ? 1 : 0);
