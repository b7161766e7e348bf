/** The profile as a file: its figures as JSON, or the static page. */
import type { ProfilePayload } from './payload';

/** Nothing may run or load in a saved page, whoever wrote the notebook that it comes from. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Gives the static HTML of what is shown; null where nobody knows it. */
export type PageSource = () => Promise<string | null>;

/** The figures, as `TableProfile.to_dict()` or `ProfileComparison.to_dict()` gives them. */
export function jsonText(payload: ProfilePayload): string {
  return JSON.stringify(payload.profile ?? payload.comparison, null, 2);
}

/** A page around the static HTML of an output. */
export function pageText(fragment: string): string {
  return (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    '<meta name="color-scheme" content="light dark"><title>Profile</title></head>' +
    `<body>${fragment}</body></html>\n`
  );
}
