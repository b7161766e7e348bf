/** The cell that opens a connection. */
import type { Row } from './rows';

/** Names that `%connect` takes; `check_name` of the package. Another name could carry code into a cell. */
const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u;

/** Whether the name may stand in a cell. */
export function canStandInCell(name: string): boolean {
  return NAME.test(name);
}

/** What the cell says; `load`: the kernel does not have the extension yet. */
export function connectSource({ name, access }: Pick<Row, 'name' | 'access'>, load: boolean): string {
  const connect = `%connect ${name}${access === 'read_write' ? ' --write' : ''}`;
  return load ? `%load_ext iopsdata_jupyter\n${connect}` : connect;
}
