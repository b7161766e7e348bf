/** The same rule as `iopsdata_jupyter/widgets/visible.py`, for SQL, which the kernel sends exactly as it ran. */

// Control characters, and the marks that reorder text and so can make SQL read as other SQL.
// eslint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** `text` in which control characters and direction marks are written out as their code points. */
export function visible(text: string): string {
  const lines = text.replaceAll('\r\n', '\n');
  return lines.replace(HIDDEN, mark => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
