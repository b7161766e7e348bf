/** The place in a cell's text where a statement went wrong, as the kernel tells it. */

/** Metadata `iopsdata` of an output; `iopsdata_jupyter/magics/places.py` writes it. */
export interface Place {
  /** In UTF-16 units of the cell's text, which was `length` of them long. */
  from: number;
  to: number;
  length: number;
  /** What stood there. */
  text: string;
  title: string;
  message: string;
  hint: string | null;
}

/** Whether `value`, read from a notebook, is a place. */
export function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const place = value as Record<string, unknown>;
  return (
    ['from', 'to', 'length'].every(name => Number.isInteger(place[name])) &&
    ['text', 'title', 'message'].every(name => typeof place[name] === 'string') &&
    (place['hint'] === null || typeof place['hint'] === 'string')
  );
}

/** Whether the place still means the text: a notebook may have been changed since its cell ran. */
export function fits(place: Place, text: string): boolean {
  return (
    text.length === place.length && place.from < place.to && text.slice(place.from, place.to) === place.text
  );
}

/** What is shown at the place. */
export function wording(place: Place): string {
  return [`${place.title}: ${place.message}`, place.hint].filter(Boolean).join('\n');
}
