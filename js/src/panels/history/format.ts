/** Entries of the history in words; knows neither the DOM nor the network. */
import type { HistoryEntry, Verdict } from '../../api/types';
import type { Translate } from '../../replies';

/** The units of a relative time with their lengths in seconds, the largest first. */
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
];

/** How long ago `at` (ISO 8601) was, in the largest unit that fits, such as "2 hours ago". */
export function ago(at: string, now: Date, language?: string): string {
  const seconds = Math.max(0, (now.getTime() - new Date(at).getTime()) / 1000);
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  // Seconds change too often to be read.
  return unit === 'second' ? words.format(0, 'second') : words.format(-Math.floor(seconds / length), unit);
}

/** The full date and time of `at`, in the reader's time zone. */
export function exactly(at: string, language?: string): string {
  return new Date(at).toLocaleString(language, { dateStyle: 'full', timeStyle: 'medium' });
}

/** What became of a statement, in a word. */
export function verdictLabel(verdict: Verdict, trans: Translate): string {
  switch (verdict) {
    case 'allowed':
      return trans.__('allowed');
    case 'refused':
      return trans.__('refused');
    case 'failed':
      return trans.__('failed');
  }
}

/** Rows that came back; empty where it did not run to its end. */
export function rowsLabel(rows: number | null, trans: Translate, language?: string): string {
  if (rows === null) {
    return '';
  }
  return rows === 1 ? trans.__('1 row') : trans.__('%1 rows', rows.toLocaleString(language));
}

/** US dollars with two figures that count, such as `$0.0021`; empty where the price is not known. */
export function costLabel(usd: number | null, language?: string): string {
  if (usd === null) {
    return '';
  }
  const digits = usd > 0 && usd < 0.1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 };
  return new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', ...digits }).format(usd);
}

/** The question, else the statement, on one line. */
export function headline(entry: Pick<HistoryEntry, 'question' | 'sql'>): string {
  return (entry.question || entry.sql).replace(/\s+/g, ' ').trim();
}
