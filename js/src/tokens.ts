/** Names and interfaces that plugins share; nothing here runs. */
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

/** Domain of this extension's translations. */
export const DOMAIN = 'iopsdata_jupyter';

/** MIME type of an answer card; the kernel writes it. */
export const ANSWER_MIME = 'application/vnd.iopsdata.answer+json';

/** MIME type of a lineage graph; the kernel writes it. */
export const LINEAGE_MIME = 'application/vnd.iopsdata.lineage+json';

/** MIME type of a profile or of the comparison of two; the kernel writes it. */
export const PROFILE_MIME = 'application/vnd.iopsdata.profile+json';

/** A saved connection, without secrets. */
export interface Connection {
  name: string;
  /** The code that opens it, such as `duckdb`. */
  driver: string;
  /** Its path or address, without user, password and parameters. */
  target: string;
  access: 'read_only' | 'read_write';
}

/** Why a request failed, in the words of the server. */
export interface Failure {
  title: string;
  message: string;
  /** What to do about it. */
  hint: string | null;
}

/** What the connections panel shows. */
export type ConnectionsState =
  | { status: 'loading' }
  | { status: 'ready'; connections: readonly Connection[] }
  | { status: 'failed'; failure: Failure };

/** The saved connections as this page knows them. */
export interface IConnectionsModel {
  readonly state: ConnectionsState;
  readonly stateChanged: ISignal<IConnectionsModel, ConnectionsState>;
  /** Reads the connections again; a server that refuses becomes the state `failed`. */
  refresh(): Promise<void>;
}

/** Token of the connections model, for plugins that save or use connections. */
export const IConnectionsModel = new Token<IConnectionsModel>(
  'iopsdata-jupyter:IConnectionsModel',
  'The saved connections of iopsdata-jupyter.'
);
