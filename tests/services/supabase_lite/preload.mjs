// Cures six places in which @supabase/lite 0.10.0 differs from hosted Supabase, for the tests alone:
// timestamps of accounts lack the minutes of their offset; a signed URL has another name and a prefix; what a
// CHECK, a unique key or a function of ours refuses comes without its SQLSTATE; a code is not verified under the
// type that stands for every code; a boolean does not fit a jsonb column; on node 20 the bytes of a download are
// empty unless the stream is one of bytes.
import { open } from 'node:fs/promises';

const POSTGRES_TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)\+00$/;
const STORAGE_PREFIX = /^\/storage\/v1/;
const STATES = [
  [/violates check constraint/, '23514'],
  [/violates unique constraint/, '23505'],
  [/^PostgresError: (There is no such|You are no) member/, 'P0002']
];

function likeHosted(_key, value) {
  if (typeof value === 'string') {
    return value.replace(POSTGRES_TIME, '$1T$2+00:00');
  }
  if (value && typeof value === 'object' && typeof value.signedUrl === 'string') {
    const { signedUrl, ...rest } = value;
    return { ...rest, signedURL: signedUrl.replace(STORAGE_PREFIX, '') };
  }
  if (value && value.code === 'SUP') {
    const [, state] = STATES.find(([text]) => text.test(value.message)) ?? [null, 'SUP'];
    return { ...value, code: state, message: value.message.replace(/^PostgresError: /, '') };
  }
  return value;
}

const stringify = JSON.stringify;
JSON.stringify = (value, replacer, space) => stringify(value, replacer ?? likeHosted, space);

const parse = JSON.parse;
JSON.parse = (text, reviver) => {
  const value = parse(text, reviver);
  if (value?.type === 'email' && value.token) {
    return { ...value, type: 'magiclink' };
  }
  // An object goes into a jsonb column as its JSON text, which a bare boolean does not.
  return typeof value?.value === 'boolean' ? { ...value, value: Object(value.value) } : value;
};

const probe = await open(new URL(import.meta.url), 'r');
const prototype = Object.getPrototypeOf(probe);
await probe.close();
const webStream = prototype.readableWebStream;
prototype.readableWebStream = function (options) {
  return webStream.call(this, { ...options, type: 'bytes' });
};
