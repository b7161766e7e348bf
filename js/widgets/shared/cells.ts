/**
 * Asking the front end for a new cell, without knowing which front end it is.
 *
 * A listener on `document` (our lab extension) acknowledges an event by `preventDefault`. Where nobody
 * listens, nothing happens.
 */

/** Fired on `document`: is there anyone who can insert cells? */
export const CAN_INSERT_CELL = 'iopsdata:can-insert-cell';

/** Fired on a node inside an output: insert a code cell below the cell of that output. */
export const INSERT_CELL = 'iopsdata:insert-cell';

/** The detail of an `INSERT_CELL` event. */
export interface InsertCellDetail {
  /** Full text of the new cell. */
  source: string;
}

/** Fired on `document`: is there anyone who can bring a cell of a notebook into view? */
export const CAN_REVEAL_CELL = 'iopsdata:can-reveal-cell';

/** Fired on a node of a widget: bring a cell of its notebook, or of the current one, into view. */
export const REVEAL_CELL = 'iopsdata:reveal-cell';

/** The detail of a `REVEAL_CELL` event. */
export interface RevealCellDetail {
  /** Id of the cell, as the notebook file has it. */
  cell: string;
}

/** Whether a front end that can bring cells into view listens. */
export function canRevealCell(): boolean {
  return !document.dispatchEvent(new CustomEvent(CAN_REVEAL_CELL, { cancelable: true }));
}

/** Asks for a cell to be brought into view; false where there is no such cell. */
export function revealCell(node: Node, cell: string): boolean {
  const detail: RevealCellDetail = { cell };
  const event = new CustomEvent(REVEAL_CELL, { bubbles: true, cancelable: true, composed: true, detail });
  return !node.dispatchEvent(event);
}

/** Whether a front end that can insert cells listens. */
export function canInsertCell(): boolean {
  return !document.dispatchEvent(new CustomEvent(CAN_INSERT_CELL, { cancelable: true }));
}

/** Asks for a code cell below the one that holds `node`; false where that was not done. */
export function insertCell(node: Node, source: string): boolean {
  const detail: InsertCellDetail = { source };
  const event = new CustomEvent(INSERT_CELL, { bubbles: true, cancelable: true, composed: true, detail });
  return !node.dispatchEvent(event);
}
