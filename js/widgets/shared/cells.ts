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
