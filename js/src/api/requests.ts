/** One request and its answer: JSON in and out, failures in the user's language. */
import { ApiFailure } from '../failure';
import { failureOf, hasFields, type Translate } from '../replies';

/** Sends a request to a path below the namespace; rejects where the server cannot be reached. */
export type Send = (path: string, init: RequestInit) => Promise<Response>;

/** Values of a query; those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** What a request needs beside its path. */
export interface Options {
  method?: 'POST' | 'PUT' | 'DELETE';
  query?: Query;
  /** Sent as JSON. */
  body?: object;
  /** Sent as it is. */
  bytes?: Blob;
  /** The revision that an edit was made of; a newer one makes the server refuse it. */
  revision?: string | undefined;
}

/** Sends requests and reads what comes back. */
export class Requests {
  constructor(
    private readonly send: Send,
    private readonly trans: Translate
  ) {}

  /**
   * The answer to a request, once it has the fields that are named.
   *
   * @throws ApiFailure where the server cannot be reached, refuses, or answers something else.
   */
  async ask<T>(path: string, fields: readonly (keyof T & string)[], options: Options = {}): Promise<T> {
    const response = await this.sent(path + queryOf(options.query), initOf(options));
    const body = await readJson(response);
    if (!response.ok || !hasFields<T>(body, fields)) {
      throw this.failure(response.status, body);
    }
    return body;
  }

  /** The failure that an answer of another form is. */
  failure(status: number, body: unknown): ApiFailure {
    return new ApiFailure(failureOf(status, body, this.trans), status);
  }

  private async sent(path: string, init: RequestInit): Promise<Response> {
    try {
      return await this.send(path, init);
    } catch {
      throw this.failure(0, null);
    }
  }
}

/** A path whose parts stand for themselves, whatever characters they have. */
export function pathOf(strings: TemplateStringsArray, ...parts: readonly string[]): string {
  return strings.reduce((path, text, index) => path + encodeURIComponent(parts[index - 1] ?? '') + text);
}

function initOf({ method, body, bytes, revision }: Options): RequestInit {
  const headers: Record<string, string> = {};
  if (body) {
    headers['Content-Type'] = 'application/json';
  }
  if (bytes) {
    headers['Content-Type'] = 'application/octet-stream';
  }
  if (revision) {
    headers['If-Match'] = `"${revision}"`;
  }
  return { method: method ?? 'GET', headers, body: body ? JSON.stringify(body) : (bytes ?? null) };
}

function queryOf(query: Query = {}): string {
  const given = Object.entries(query).filter(entry => entry[1] !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
