// How do the services' own clients ask for a picture? One function for each job: it calls a real client, which talks to the server at `base`, and
// gives the pictures that the client got out of the reply.
import { readFileSync } from 'node:fs';
import { here, load } from './packages.mjs';

const { GoogleGenAI } = load('@google/genai');
const OpenAI = load('openai');
const { generateText, streamText } = load('ai');
const { createGoogleGenerativeAI } = load('@ai-sdk/google');
const { createOpenRouter } = load('@openrouter/ai-sdk-provider');

// A key as people have them; the recorder keeps where it stood and not what it was.
export const key = 'sk-referee-0123456789abcdef';

const data = `${here}../data/captured/`;
export const files = {
  'picture.png': readFileSync(`${data}picture.png`),
  'reference.jpg': readFileSync(`${here}../data/formats/progressive.jpg`),
  'mask.png': readFileSync(`${data}mask.png`),
};
const picture = files['picture.png'];
const reference = files['reference.jpg'];

const text = 'a lighthouse at dusk';
const edit = 'make it look like a watercolour';
const from_base64 = (base64) => Buffer.from(base64, 'base64');
const from_uri = (uri) => from_base64(uri.slice(uri.indexOf(',') + 1));
const uri = (bytes, type) => `data:${type};base64,${bytes.toString('base64')}`;

// --- @google/genai
const genai = (base) => new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: base } }).models;
const inline = (bytes, mimeType) => ({ inlineData: { mimeType, data: bytes.toString('base64') } });
const of_candidates = (reply) =>
  (reply.candidates?.[0]?.content?.parts ?? []).filter((part) => part.inlineData).map((part) => from_base64(part.inlineData.data));
const both = { responseModalities: ['TEXT', 'IMAGE'] };
const flash = 'gemini-2.5-flash-image';
const nano = 'gemini-nano-banana-2.1';
const harms = ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT'].map((harm) => `HARM_CATEGORY_${harm}`);

// --- the AI SDK
const google = (base) => createGoogleGenerativeAI({ apiKey: key, baseURL: `${base}/v1beta` });
const openrouter = (base) => createOpenRouter({ apiKey: key, baseURL: `${base}/api/v1` });
const of_files = (found) => found.map((file) => Buffer.from(file.uint8Array));
const said = (words, ...pictures) => [
  { role: 'user', content: [{ type: 'text', text: words }, ...pictures.map(([bytes, type]) => ({ type: 'file', data: bytes, mediaType: type }))] },
];
const wants_pictures = { google: { responseModalities: ['TEXT', 'IMAGE'] } };
async function of_stream(stream) {
  const found = [];
  for await (const part of stream.fullStream) {
    if (part.type === 'file') found.push(part.file);
    if (part.type === 'error') throw part.error;
  }
  return of_files(found);
}

// --- openai
const openai = (base) => new OpenAI({ apiKey: key, baseURL: `${base}/v1`, maxRetries: 0 });
const upload = (bytes, name, type) => OpenAI.toFile(bytes, name, { type });
const in_markdown = (words) => [...words.matchAll(/!\[[^\]]*\]\((data:[^)]+)\)/g)].map((match) => from_uri(match[1]));
const of_data = (reply) => reply.data.map((entry) => from_base64(entry.b64_json));
async function of_events(stream, completed) {
  const found = [];
  for await (const event of stream) if (event.type === completed) found.push(from_base64(event.b64_json));
  return found;
}
const chat_edit = (words) => [
  { role: 'user', content: [{ type: 'text', text: words }, { type: 'image_url', image_url: { url: uri(picture, 'image/png') } }] },
];

export const jobs = {
  'genai-text': ['@google/genai', async (base) =>
    of_candidates(await genai(base).generateContent({ model: flash, contents: text, config: both }))],
  'genai-edit': ['@google/genai', async (base) =>
    of_candidates(await genai(base).generateContent({ model: flash, contents: [{ text: edit }, inline(picture, 'image/png')], config: both }))],
  'genai-references': ['@google/genai', async (base) =>
    of_candidates(await genai(base).generateContent({
      model: flash, contents: [{ text: edit }, inline(picture, 'image/png'), inline(reference, 'image/jpeg')], config: both }))],
  'genai-config': ['@google/genai', async (base) =>
    of_candidates(await genai(base).generateContent({
      model: nano, contents: text,
      config: { ...both, imageConfig: { aspectRatio: '16:9', imageSize: '2K' }, systemInstruction: { parts: [{ text: 'Answer with a picture.' }] },
        safetySettings: harms.map((category) => ({ category, threshold: 'BLOCK_ONLY_HIGH' })) } }))],
  'genai-stream': ['@google/genai', async (base) => {
    const found = [];
    for await (const chunk of await genai(base).generateContentStream({ model: flash, contents: text, config: both })) found.push(...of_candidates(chunk));
    return found;
  }],

  'ai-google-text': ['@ai-sdk/google', async (base) =>
    of_files((await generateText({ model: google(base)(flash), prompt: text, providerOptions: wants_pictures, maxRetries: 0 })).files)],
  'ai-google-edit': ['@ai-sdk/google', async (base) =>
    of_files((await generateText({ model: google(base)(flash), messages: said(edit, [picture, 'image/png'], [reference, 'image/jpeg']),
      providerOptions: wants_pictures, maxRetries: 0 })).files)],
  'ai-google-config': ['@ai-sdk/google', async (base) =>
    of_files((await generateText({ model: google(base)(nano), prompt: text, maxRetries: 0,
      providerOptions: { google: { ...wants_pictures.google, imageConfig: { aspectRatio: '16:9' } } } })).files)],
  'ai-google-stream': ['@ai-sdk/google', async (base) =>
    of_stream(streamText({ model: google(base)(flash), prompt: text, providerOptions: wants_pictures, maxRetries: 0 }))],

  'openrouter-text': ['@openrouter/ai-sdk-provider', async (base) =>
    of_files((await generateText({ model: openrouter(base)('google/gemini-2.5-flash-image', { extraBody: { modalities: ['image', 'text'] } }),
      prompt: text, maxRetries: 0 })).files)],
  'openrouter-edit': ['@openrouter/ai-sdk-provider', async (base) =>
    of_files((await generateText({ model: openrouter(base)('google/gemini-2.5-flash-image', {
      extraBody: { modalities: ['image', 'text'], image_config: { aspect_ratio: '16:9' } } }),
      messages: said(edit, [picture, 'image/png']), maxRetries: 0 })).files)],
  'openrouter-stream': ['@openrouter/ai-sdk-provider', async (base) =>
    of_stream(streamText({ model: openrouter(base)('google/gemini-2.5-flash-image', { extraBody: { modalities: ['image', 'text'] } }),
      prompt: text, maxRetries: 0 }))],

  'openai-chat-text': ['openai', async (base) =>
    in_markdown((await openai(base).chat.completions.create({ model: flash, messages: [{ role: 'user', content: text }] })).choices[0].message.content)],
  'openai-chat-edit': ['openai', async (base) =>
    in_markdown((await openai(base).chat.completions.create({ model: flash, messages: chat_edit(edit) })).choices[0].message.content)],
  'openai-chat-stream': ['openai', async (base) => {
    let words = '';
    for await (const chunk of await openai(base).chat.completions.create({ model: flash, stream: true, messages: chat_edit(edit) }))
      words += chunk.choices[0]?.delta?.content ?? '';
    return in_markdown(words);
  }],
  'openai-generate': ['openai', async (base) => of_data(await openai(base).images.generate({ model: 'gpt-image-1', prompt: text, size: '1536x1024' }))],
  'openai-generate-stream': ['openai', async (base) =>
    of_events(await openai(base).images.generate({ model: 'gpt-image-1', prompt: text, stream: true, partial_images: 2 }), 'image_generation.completed')],
  'openai-edit': ['openai', async (base) =>
    of_data(await openai(base).images.edit({ model: 'gpt-image-1', prompt: edit, image: await upload(picture, 'image.png', 'image/png') }))],
  'openai-edit-mask': ['openai', async (base) =>
    of_data(await openai(base).images.edit({
      model: 'gpt-image-1', prompt: edit, image: [await upload(picture, 'image-1.png', 'image/png'), await upload(reference, 'image-2.jpg', 'image/jpeg')],
      mask: await upload(files['mask.png'], 'mask.png', 'image/png') }))],
  'openai-edit-stream': ['openai', async (base) =>
    of_events(await openai(base).images.edit({
      model: 'gpt-image-1', prompt: edit, image: await upload(picture, 'image.png', 'image/png'), stream: true, partial_images: 2 }), 'image_edit.completed')],
};
