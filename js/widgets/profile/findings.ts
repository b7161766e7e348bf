/** The two lists beside the columns: insights, and what columns have to do with each other. */
import { element, type Child } from '../shared/dom';
import { button, link, statement } from './controls';
import type { Model } from './model';
import type { ForeignKey } from './payload';
import type { ProfileStrings } from './strings';
import { figureText, oneLine, shareText } from './wording';

/** Lines of a list that are drawn at once. */
const STEP = 100;

/** Every insight with its columns and the statement that shows it. */
export function insightList(
  model: Model,
  strings: ProfileStrings,
  open: (name: string) => void
): HTMLElement {
  if (model.insights.length === 0) {
    return element('p', { class: 'iops-empty' }, emptyText(model, strings));
  }
  const names = new Set(model.entries.map(entry => entry.column.name));
  return longList('ol', 'iops-insights', model.insights, strings, insight => {
    const links = insight.columns
      .filter(name => names.has(name))
      .map(name => link(oneLine(name, 80), () => open(name)));
    return element(
      'li',
      { class: 'iops-insight' },
      element('span', { class: 'iops-kind' }, oneLine(insight.kind.replaceAll('_', ' '), 40)),
      element(
        'details',
        {},
        element('summary', {}, oneLine(insight.text)),
        statement(insight.query, strings)
      ),
      element('span', { class: 'iops-links' }, ...links)
    );
  });
}

function emptyText(model: Model, strings: ProfileStrings): string {
  if (model.before !== null) {
    return strings.noChanges;
  }
  return model.profile.progress < 1 ? strings.insightsLater : strings.noInsights;
}

/** Correlations, dependencies and references. */
export function pairList(model: Model, strings: ProfileStrings, open: (name: string) => void): HTMLElement {
  const { correlations, dependencies, foreign_keys } = model.profile;
  const name = (text: string): Child => link(oneLine(text, 80), () => open(text));
  const items: (() => HTMLElement)[] = [
    ...correlations.map(one => () => {
      const figure = strings.correlated(
        oneLine(one.method.replaceAll('_', ' '), 40),
        one.value.toFixed(3),
        figureText(one.rows)
      );
      return element('li', {}, strength(one.value), name(one.left), ' – ', name(one.right), ` ${figure}`);
    }),
    ...foreign_keys.map(one => () => {
      const target = `${oneLine(one.target_table)}.${oneLine(one.target_column)}`;
      const text = strings.refersTo(target, includedText(one, model), figureText(one.orphan_count));
      const fold = element('details', {}, element('summary', {}, text), statement(one.query, strings));
      return element('li', { class: 'iops-reference' }, name(one.column), fold);
    }),
    ...dependencies.map(
      one => () => element('li', {}, strings.determines(oneLine(one.determinant), oneLine(one.dependent)))
    )
  ];
  return longList('ul', 'iops-pairs', items, strings, make => make());
}

/** A list that grows on demand: a table of 500 columns has thousands of pairs. */
function longList<T>(
  tag: 'ol' | 'ul',
  name: string,
  items: readonly T[],
  strings: ProfileStrings,
  draw: (item: T) => HTMLElement
): HTMLElement {
  const list = element(tag, { class: name });
  const more = button('', () => grow());
  const grow = (): void => {
    const { length } = list.children;
    list.append(...items.slice(length, length + STEP).map(draw));
    const rest = items.length - list.children.length;
    more.hidden = rest === 0;
    more.textContent = strings.more(rest);
  };
  grow();
  return element('div', { class: 'iops-long', tabindex: '0' }, list, more);
}

/** How many lines `pairList` has. */
export function pairCount({ profile }: Model): number {
  return profile.correlations.length + profile.dependencies.length + profile.foreign_keys.length;
}

/** A bar from the middle: to the right for what grows together. */
function strength(value: number): HTMLElement {
  const fill = element('span', {});
  fill.style.width = `${Math.min(1, Math.abs(value)) * 50}%`;
  fill.style[value < 0 ? 'right' : 'left'] = '50%';
  return element('span', { class: 'iops-strength', 'aria-hidden': 'true' }, fill);
}

/** The share of a column's values that the table that it refers to holds. */
function includedText({ column, orphan_count }: ForeignKey, { profile }: Model): string {
  const count = profile.columns.find(one => one.name === column)?.count ?? 0;
  return count > 0 ? shareText(1 - orphan_count / count) : '–';
}
