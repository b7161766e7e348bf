/** One row of the list: a column with its type, picture, nulls, distinct values and most telling figures. */
import { element, type Child } from '../shared/dom';
import { NO_LENS, type Lens } from './filtering';
import type { Entry } from './model';
import type { ColumnLeft } from './kernel';
import type { Column } from './payload';
import { columnPicture, shareBar } from './pictures';
import type { ProfileStrings } from './strings';
import { distinctText, figureText, oneLine, shareText, summaryText } from './wording';

/** Height of a row, in pixels; the style sheet gives it too. */
export const ROW_HEIGHT = 58;

const PICTURE = { width: 150, height: 46 };

/** The row of an entry, as cells of a grid. */
export function rowElement(
  entry: Entry,
  strings: ProfileStrings,
  isComparison: boolean,
  lens: Lens = NO_LENS
): HTMLElement {
  const { column } = entry;
  const pictures = isComparison
    ? [picture(entry.before, strings), picture(entry.change === 'removed' ? null : column, strings)]
    : [picture(column, strings, lens)];
  const measures = isComparison ? [driftCell(entry)] : [distinctCell(column)];
  return element(
    'div',
    { class: 'iops-row', role: 'row' },
    nameCell(entry, strings),
    ...pictures,
    nullsCell(entry, strings, lens),
    ...measures,
    summaryCell(entry, strings)
  );
}

function cell(name: string, ...children: Child[]): HTMLElement {
  return element('div', { class: `iops-cell ${name}`, role: 'gridcell' }, ...children);
}

function nameCell({ column, change, drift }: Entry, strings: ProfileStrings): HTMLElement {
  const isRetyped = drift !== null && drift.left_type !== drift.right_type;
  const type = isRetyped ? `${drift.left_type} → ${drift.right_type}` : column.type;
  return element(
    'div',
    { class: 'iops-cell iops-name', role: 'rowheader' },
    element('span', { class: 'iops-column-name', title: oneLine(column.name) }, oneLine(column.name, 200)),
    element(
      'span',
      { class: 'iops-under' },
      element('span', { class: 'iops-type', title: oneLine(type) }, oneLine(type, 60)),
      ...badges(column, change, strings)
    )
  );
}

/** What is worth a mark: key, meaning, personal data, new or gone. */
export function badges(column: Column, change: Entry['change'], strings: ProfileStrings): HTMLElement[] {
  const found: HTMLElement[] = [];
  if (change !== 'none') {
    found.push(badge(change === 'added' ? strings.added : strings.removed, 'iops-notice'));
  }
  if (column.is_key) {
    found.push(badge(strings.key, 'iops-good'));
  }
  if (column.semantic !== null) {
    const { name, personal, evidence } = column.semantic;
    const words = oneLine(name.replaceAll('_', ' '), 40) + (personal ? `, ${strings.personal}` : '');
    found.push(badge(words, personal ? 'iops-personal' : '', oneLine(evidence)));
  }
  return found;
}

function badge(text: string, name: string, title?: string): HTMLElement {
  return element('span', { class: `iops-badge ${name}`, title }, text);
}

function picture(column: Column | null, strings: ProfileStrings, lens: Lens = NO_LENS): HTMLElement {
  if (column === null) {
    return cell('iops-picture', '–');
  }
  if (column.count === null) {
    return cell('iops-picture', element('span', { class: 'iops-waiting', title: strings.notYet }));
  }
  return cell('iops-picture', columnPicture(column, strings, PICTURE, lens));
}

function nullsCell({ column, before, change }: Entry, strings: ProfileStrings, lens: Lens): HTMLElement {
  const sides = before !== null && change === 'none' ? [before, column] : [column];
  const share = lens.left === null ? column.null_share : shareOfLeft(lens.left);
  const text = lens.left === null ? sides.map(nullShare).join(' → ') : shareText(share ?? 0);
  const bar = share === null ? null : shareBar(share);
  if (!lens.can('null') || !column.null_count) {
    return cell('iops-figure', text, bar);
  }
  const place = { 'data-place': '0', 'data-tip': strings.onlyNulls };
  const made = cell('iops-figure', element('div', { class: 'iops-press', ...place }, text, bar));
  made.dataset['kind'] = 'null';
  made.dataset['column'] = String(column.position);
  return made;
}

function shareOfLeft({ count, nulls }: ColumnLeft): number {
  return nulls > 0 ? nulls / (count + nulls) : 0;
}

function nullShare(column: Column): string {
  if (column.null_share === null) {
    return column.null_count === null ? '–' : '0 %';
  }
  return shareText(column.null_share);
}

function distinctCell(column: Column): HTMLElement {
  return cell('iops-figure', distinctText(column));
}

function driftCell({ drift }: Entry): HTMLElement {
  const { psi = null, ks = null } = drift ?? {};
  const small = ks === null ? null : element('span', { class: 'iops-type' }, `KS ${ks.toFixed(3)}`);
  return cell('iops-figure', psi === null ? '–' : `PSI ${psi.toFixed(3)}`, small);
}

function summaryCell({ column, before, warnings }: Entry, strings: ProfileStrings): HTMLElement {
  const [first] = warnings;
  const warning =
    first === undefined
      ? null
      : element(
          'span',
          { class: 'iops-warning', title: warnings.map(one => oneLine(one.text)).join('\n') },
          element(
            'span',
            { class: 'iops-count', 'aria-label': strings.warnings(warnings.length) },
            String(warnings.length)
          ),
          oneLine(first.text, 120)
        );
  const text = before === null ? summaryText(column, strings) : changeText(before, column, strings);
  return cell('iops-summary', element('span', { class: 'iops-line' }, text), warning);
}

function changeText(before: Column, after: Column, strings: ProfileStrings): string {
  return before.mean === null || after.mean === null
    ? summaryText(after, strings)
    : `${strings.figures.mean} ${figureText(before.mean)} → ${figureText(after.mean)}`;
}
