// Where are the packages? In the folder that tests/referees/install.sh made (INLAY_REFEREES), or beside this file after "npm ci" here.
import { File } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export const here = fileURLToPath(new URL('.', import.meta.url));
const folder = process.env.INLAY_REFEREES || here;

// The CommonJS builds: aimock's other build imports a function that Node 18 does not have and that is never called here.
export const load = createRequire(folder + '/package.json');
export const version_of = (name) => JSON.parse(readFileSync(`${folder}/node_modules/${name}/package.json`, 'utf8')).version;

// Node 18 has it, but not as a global; openai's client asks for exactly this.
globalThis.File ??= File;
