/** Cells that ask or run something on a connection. */

/** A cell that asks a question. */
export function questionCell(connection: string, question: string): string {
  return `${magicLine('%%ask', connection)}\n${question}`;
}

/** A cell that runs a statement. */
export function statementCell(connection: string, sql: string): string {
  return `${magicLine('%%sql', connection)}\n${sql}`;
}

/** Names of connections are plain words; what is none would be code of the cell. */
function magicLine(magic: string, connection: string): string {
  return /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u.test(connection) ? `${magic} ${connection}` : magic;
}
