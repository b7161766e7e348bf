/** Names and interfaces that plugins share; nothing here runs. */
import { Token, type JSONObject } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

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
  /** Its path or URL, without any secret. */
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
export type ConnectionsState<C extends Connection = Connection> =
  | { status: 'loading' }
  | { status: 'ready'; connections: readonly C[] }
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

/** Heading of this extension's commands in the palette. */
export const PALETTE = 'iOpsData';

/** What a team knows of its data, as far as other sections add to it. */
export interface IKnowledge {
  /** Opens a form that keeps a question and its SQL as a verified query. */
  startVerifying(query: { question: string; sql: string; connection: string }): void;
}

/** Token of a team's knowledge, for plugins that make verified queries. */
export const IKnowledge = new Token<IKnowledge>(
  'iopsdata-jupyter:IKnowledge',
  "A team's metrics and verified queries."
);

/** A section of the side panel; its `title.label` is the heading, its `id` what `reveal` takes. */
export interface ISidePanel {
  /** Adds a section; a lower rank stands higher. One that a person opened or closed stays so. */
  add(section: Widget, options: { rank: number; expanded: boolean }): void;
  /** Opens the panel and the section. */
  reveal(id: string): void;
}

/** Token of the side panel, for plugins that add sections. */
export const ISidePanel = new Token<ISidePanel>(
  'iopsdata-jupyter:ISidePanel',
  'The side panel of iopsdata-jupyter.'
);

/** Which store the saved connections, settings and queries come from. */
export interface IWorkspaceModel {
  /** Sent after a switch of workspace, a sign-in, a sign-out or a project that came back: read again. */
  readonly switched: ISignal<IWorkspaceModel, void>;
}

/** Token of the workspace, for plugins that show what a store holds. */
export const IWorkspaceModel = new Token<IWorkspaceModel>(
  'iopsdata-jupyter:IWorkspaceModel',
  'The workspace that the server of iopsdata-jupyter works in.'
);

/** A connection that is open in a kernel. */
export interface OpenConnection extends Connection {
  /** sqlglot's name of its dialect. */
  dialect: string;
  /** What a person should know of how it is open; may be empty. */
  note: string;
}

/** A DataFrame of the notebook; sizes are null where it would have to be computed. */
export interface DataFrame {
  name: string;
  rows: number | null;
  columns: number | null;
}

/** What a kernel has open. */
export interface KernelSnapshot {
  /** Name of the connection that cells take which name none. */
  current: string;
  connections: readonly OpenConnection[];
  dataframes: readonly DataFrame[];
}

/** The kernel of the notebook that a person works in. */
export type KernelState =
  /** No notebook is open. */
  | { status: 'none' }
  /** It starts, restarts, or has not answered yet. */
  | { status: 'waiting'; notebook: string }
  /** It runs without `%load_ext iopsdata_jupyter`. */
  | { status: 'unloaded'; notebook: string }
  | { status: 'ready'; notebook: string; snapshot: KernelSnapshot }
  /** It died, was shut down, or is out of reach. */
  | { status: 'gone'; notebook: string };

/** Named requests to the kernel of the current notebook; see `kernel_requests/` of the package. */
export interface IKernelLink {
  readonly state: KernelState;
  readonly stateChanged: ISignal<IKernelLink, KernelState>;
  /** The kernel's reply; rejects with an ApiFailure, also where no kernel is ready. */
  request<T>(name: string, args?: JSONObject): Promise<T>;
}

/** Token of the link to the kernel. */
export const IKernelLink = new Token<IKernelLink>(
  'iopsdata-jupyter:IKernelLink',
  'Named requests to the kernel of the current notebook.'
);
