/** The server extension's routes, over the network. The only module that makes requests. */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type { Translate } from '../replies';
import { Client } from './client';

const NAMESPACE = 'iopsdata';

/** The routes of the Jupyter server that this page belongs to. */
export class Api extends Client {
  constructor(settings: ServerConnection.ISettings, trans: Translate) {
    const send = (path: string, init: RequestInit): Promise<Response> =>
      ServerConnection.makeRequest(URLExt.join(settings.baseUrl, NAMESPACE, path), init, settings);
    super(send, trans);
  }
}
