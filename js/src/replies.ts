/** Reading what the server sent: nothing is taken for granted, because versions of the two halves can differ. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { SavedConnection } from './api/types';
import type { Failure } from './tokens';

/** What of a translation bundle is used here. */
export type Translate = Pick<TranslationBundle, '__'>;

/** Body of `GET iopsdata/connections`. */
export interface ConnectionsReply {
  connections: SavedConnection[];
}

/** Whether `body` is a list of connections. */
export function isConnectionsReply(body: unknown): body is ConnectionsReply {
  return isRecord(body) && Array.isArray(body['connections']) && body['connections'].every(isConnection);
}

/** Whether `body` is an object that has all of the fields. */
export function hasFields<T>(body: unknown, fields: readonly (keyof T & string)[]): body is T {
  return isRecord(body) && fields.every(field => field in body);
}

/** Why a request failed; `status` 0 stands for a server that was not reached. */
export function failureOf(status: number, body: unknown, trans: Translate): Failure {
  if (isRecord(body) && isRecord(body['error'])) {
    const { title, message, hint } = body['error'];
    const failure = explain(status, trans);
    return {
      title: text(title) ?? failure.title,
      message: text(message) ?? failure.message,
      hint: text(hint)
    };
  }
  return explain(status, trans);
}

function explain(status: number, trans: Translate): Failure {
  const title = trans.__('Error');
  switch (status) {
    case 0:
      return {
        title,
        message: trans.__('The Jupyter server cannot be reached.'),
        hint: trans.__('Check that it still runs, then refresh.')
      };
    case 404:
      return {
        title,
        message: trans.__('The server extension of iopsdata-jupyter is not loaded.'),
        hint: trans.__('Run "jupyter server extension enable iopsdata_jupyter" and restart the server.')
      };
    default:
      return {
        title,
        message: trans.__('The server answered something unexpected (status %1).', status),
        hint: trans.__(
          'Reload the page; if it stays, the lab and server extensions may be of different versions.'
        )
      };
  }
}

const TEXTS = ['name', 'driver', 'target', 'access', 'revision'];
const FLAGS = ['has_password', 'samples'];

function isConnection(value: unknown): value is SavedConnection {
  return (
    isRecord(value) &&
    TEXTS.every(key => typeof value[key] === 'string') &&
    FLAGS.every(key => typeof value[key] === 'boolean')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
