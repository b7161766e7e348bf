/** Checks of values that a notebook or a kernel sent. */

/** Whether `value` is an array of which every item passes `isItem`. */
export function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

/** Whether `value` is a string. */
export function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** Whether `value` is an object with named fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
