/** What a profile or a lineage is of, read from the arguments of a command. */

/** A table of a connection; the empty schema is the default one. */
export interface TableTarget {
  connection: string;
  schema: string;
  table: string;
}

/** A DataFrame of a notebook. */
export interface FrameTarget {
  frame: string;
  /** Its path. */
  notebook: string;
}

export type Target = TableTarget | FrameTarget;

/** The target that a command is given; null where it is none. */
export function targetFrom(args: Readonly<Record<string, unknown>>): Target | null {
  const text = (name: string): string => (typeof args[name] === 'string' ? args[name] : '');
  if (text('frame')) {
    return { frame: text('frame'), notebook: text('notebook') };
  }
  const [connection, schema, table] = [text('connection'), text('schema'), text('table')];
  return connection && table ? { connection, schema, table } : null;
}

/** Its own name. */
export function targetName(target: Target): string {
  return 'frame' in target ? target.frame : target.table;
}

/** Where it is and how it is called there, for the tooltip of a tab. */
export function targetPlace(target: Target): string {
  return 'frame' in target
    ? `${target.frame} · ${target.notebook}`
    : `${target.connection} · ${target.schema ? `${target.schema}.` : ''}${target.table}`;
}
