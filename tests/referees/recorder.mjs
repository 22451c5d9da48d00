// What does a client send? A server that keeps each request, in the form in which it is committed, and answers so that the client is content.
import { createServer } from 'node:http';
import { files, key } from './clients.mjs';

const picture = files['picture.png'].toString('base64');
const part = { inlineData: { mimeType: 'image/png', data: picture } };
const candidate = { candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }] };
const uri = `data:image/png;base64,${picture}`;
const head = { id: 'gen-1', created: 1, model: 'recorder' };

// [type of the reply, its body] for a request to `path`.
function answer(path, streamed) {
  const events = (list, names = []) =>
    ['text/event-stream', list.map((event, i) => (names[i] ? `event: ${names[i]}\n` : '') + `data: ${JSON.stringify(event)}\n\n`).join('')];
  const whole = (value) => ['application/json', JSON.stringify(value)];
  if (path.includes(':streamGenerateContent')) return events([candidate]);
  if (path.includes(':generateContent')) return whole(candidate);
  if (path.endsWith('/chat/completions')) {
    const message = { role: 'assistant', content: `![image](${uri})`, images: [{ type: 'image_url', image_url: { url: uri }, index: 0 }] };
    if (!streamed) return whole({ ...head, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] });
    const [type, body] = events([{ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta: message, finish_reason: 'stop' }] }]);
    return [type, `${body}data: [DONE]\n\n`];
  }
  if (!streamed) return whole({ created: 1, data: [{ b64_json: picture }] });
  const name = path.endsWith('/edits') ? 'image_edit.completed' : 'image_generation.completed';
  return events([{ type: name, b64_json: picture }], [name]);
}

// Where the key stood: a header's name and what was before the key in it.
function place_of_key(request) {
  for (const [name, value] of Object.entries(request.headers))
    if (String(value).endsWith(key)) return { header: name, before: String(value).slice(0, -key.length) };
  return {};
}

async function parts_of(form) {
  const parts = [];
  for (const [name, value] of form) {
    if (typeof value === 'string') {
      parts.push({ name, value });
      continue;
    }
    const bytes = Buffer.from(await value.arrayBuffer());
    const file = Object.keys(files).find((each) => files[each].equals(bytes));
    if (!file) throw new Error(`the file in “${name}” is none of those that were sent`);
    parts.push({ name, filename: value.name, content_type: value.type, file });
  }
  // Only the order of parts with one name means something, and Node 18 gives files after fields.
  return parts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

export async function start_recorder() {
  const requests = [];
  const server = createServer(async (request, response) => {
    try {
      const pieces = [];
      for await (const piece of request) pieces.push(piece);
      const body = Buffer.concat(pieces);
      const type = request.headers['content-type'] ?? '';
      const kept = { method: request.method, path: request.url, content_type: type.split(';')[0], key: place_of_key(request) };
      let streamed = false;
      if (kept.content_type === 'multipart/form-data') {
        const form = await new Response(body, { headers: { 'content-type': type } }).formData();
        kept.form = await parts_of(form);
        streamed = form.get('stream') === 'true';
      } else {
        kept.json = JSON.parse(body.toString('utf8'));
        streamed = kept.json.stream === true;
      }
      requests.push(kept);
      const [reply_type, reply] = answer(request.url, streamed);
      response.writeHead(200, { 'content-type': reply_type }).end(reply);
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, requests, stop: () => server.close() };
}
