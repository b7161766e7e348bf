/** What rows and kernels are called in words. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { KernelState } from '../../tokens';
import type { Row } from './rows';

type Words = Pick<TranslationBundle, '__'>;

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60]
];

/** How long ago `then` was, in the largest unit that fits; in the browser's language without another. */
export function ago(then: Date, now: Date, style: 'long' | 'narrow' = 'long', locale?: string): string {
  const seconds = Math.max(0, (now.getTime() - then.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style });
  const [unit, length] = UNITS.find(([, least]) => seconds >= least) ?? ['second', Infinity];
  return format.format(-Math.floor(seconds / length), unit);
}

/** The last part of a notebook's path. */
export function notebookName(path: string): string {
  return path.split('/').pop() ?? path;
}

/** How the kernel of the current notebook stands, in a sentence. */
export function kernelLine(kernel: KernelState, trans: Words): string {
  if (kernel.status === 'none') {
    return trans.__('No notebook is open.');
  }
  const notebook = notebookName(kernel.notebook);
  switch (kernel.status) {
    case 'waiting':
      return trans.__('%1: the kernel is starting…', notebook);
    case 'unloaded':
      return trans.__('%1: opening a connection loads iOpsData.', notebook);
    case 'gone':
      return trans.__('%1: the kernel has stopped. Restart it to open connections.', notebook);
    case 'ready':
      return kernel.snapshot.current === 'notebook'
        ? trans.__('%1: cells use its DataFrames.', notebook)
        : trans.__('%1: cells use %2.', notebook, kernel.snapshot.current);
  }
}

/** How a row stands in kernels, a word or two each. */
export function rowStates(row: Row, trans: Words): string[] {
  return [
    ...(row.open === 'current' ? [trans.__('current')] : []),
    ...(row.open === 'open' ? [trans.__('open')] : []),
    ...(row.elsewhere.length > 0 ? [trans.__('open elsewhere')] : []),
    ...(row.saved ? [] : [trans.__('not saved')])
  ];
}

/** The second line of a row: what was found, else where it leads. */
export function rowLine(row: Row, trans: Words): string {
  switch (row.finding?.status) {
    case 'testing':
      return trans.__('Testing…');
    case 'failed':
      return row.finding.failure.message;
    case 'works':
      return `${row.finding.test.version} · ${trans.__('%1 ms', row.finding.test.latency_ms)}`;
    case undefined:
      return place(row.target);
  }
}

/** A server's URL without its scheme and account; a path as it is. */
function place(target: string): string {
  const url = /^[a-z]\w*(?:\+\w+)?:\/\/(?:[^/?#@]*@)?(.*?)(?:\/?[?;].*)?$/i.exec(target);
  return url?.[1] || target;
}

/** All that is known of a row, a line each. */
export function rowDetails(row: Row, title: string, now: Date, trans: Words): string {
  const lines = [row.name, title, row.target];
  if (row.finding?.status === 'failed') {
    lines.push(row.finding.failure.message, row.finding.failure.hint ?? '');
  }
  if (row.finding?.status === 'works') {
    lines.push(...row.finding.test.warnings);
  }
  if (row.lastUsed) {
    lines.push(trans.__('Last used %1 (%2)', ago(row.lastUsed, now), row.lastUsed.toLocaleString()));
  }
  if (row.elsewhere.length > 0) {
    lines.push(trans.__('Also open in %1', row.elsewhere.join(', ')));
  }
  return lines.filter(Boolean).join('\n');
}
