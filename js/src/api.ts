/** The server extension's routes. The only module that makes requests. */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { ApiFailure } from './failure';
import { failureOf, isConnectionsReply, type Translate } from './replies';
import type { Connection } from './tokens';

const NAMESPACE = 'iopsdata';

/** Requests to the routes, with failures told in the user's language. */
export class Api {
  constructor(
    private readonly settings: ServerConnection.ISettings,
    private readonly trans: Translate
  ) {}

  /**
   * The saved connections.
   *
   * @throws ApiFailure where the server cannot be reached, refuses, or answers something else.
   */
  async listConnections(): Promise<readonly Connection[]> {
    const reply = await this.request('connections');
    if (!isConnectionsReply(reply)) {
      throw this.failure(200, reply);
    }
    return reply.connections;
  }

  private async request(path: string, init: RequestInit = {}): Promise<unknown> {
    const url = URLExt.join(this.settings.baseUrl, NAMESPACE, path);
    const response = await this.send(url, init);
    const body = await readJson(response);
    if (!response.ok) {
      throw this.failure(response.status, body);
    }
    return body;
  }

  private async send(url: string, init: RequestInit): Promise<Response> {
    try {
      return await ServerConnection.makeRequest(url, init, this.settings);
    } catch {
      throw this.failure(0, null);
    }
  }

  private failure(status: number, body: unknown): ApiFailure {
    return new ApiFailure(failureOf(status, body, this.trans));
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
