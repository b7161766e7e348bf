/** The head of the widget: name, rows, quality, how far the figures are, and the buttons that save. */
import { element, type Child } from '../shared/dom';
import { shareBar } from './pictures';
import type { Model } from './model';
import type { Profile } from './payload';
import type { ProfileStrings } from './strings';
import { figureText, oneLine, shareText, sizeText } from './wording';

/** The head, to be drawn anew with each stage. */
export function headerElement(model: Model, strings: ProfileStrings, buttons: Child[]): HTMLElement {
  const { profile, before } = model;
  const name = oneLine(profile.name, 120);
  const title = before === null ? name : `${oneLine(before.name, 120)} → ${name}`;
  const facts = before === null ? factsOf(profile, strings) : [sides(before, profile, strings)];
  return element(
    'header',
    { class: 'iops-header' },
    element(
      'div',
      { class: 'iops-title-row' },
      element('h3', { class: 'iops-title' }, title),
      element('div', { class: 'iops-buttons' }, ...buttons)
    ),
    element('ul', { class: 'iops-facts' }, ...facts.map(fact => element('li', {}, fact))),
    progress(model, strings),
    before === null ? quality(profile, strings) : null,
    ...profile.notes.map(note => element('p', { class: 'iops-muted' }, oneLine(note)))
  );
}

function factsOf(profile: Profile, strings: ProfileStrings): string[] {
  const { sampling, stage, duplicate_row_count: copies, candidate_keys: keys } = profile;
  const facts = [sides(null, profile, strings)];
  if (profile.size_bytes !== null) {
    facts.push(sizeText(profile.size_bytes));
  }
  if (sampling !== null) {
    facts.push(strings.figuresOf(oneLine(sampling.method)));
  } else if (stage === 'exact') {
    facts.push(strings.everyRow);
  }
  if (copies) {
    facts.push(strings.duplicates(figureText(copies)));
  }
  if (keys.length > 0) {
    const names = keys.slice(0, 3).map(key => key.map(one => oneLine(one, 40)).join(' + '));
    facts.push(strings.keys(names.join(', ')));
  }
  return facts;
}

function sides(before: Profile | null, profile: Profile, strings: ProfileStrings): string {
  const sized = (one: Profile): string => {
    const rows = one.row_count === null ? '?' : figureText(one.row_count);
    return `${strings.rows(rows)} × ${strings.columns(one.columns.length)}`;
  };
  return before === null ? sized(profile) : `${sized(before)} → ${sized(profile)}`;
}

function progress({ profile, before }: Model, strings: ProfileStrings): HTMLElement | null {
  if (before !== null || profile.progress >= 1) {
    return null;
  }
  const isSchema = profile.stage === 'schema' && profile.progress === 0;
  const text = isSchema ? strings.schemaStage : strings.done(shareText(profile.progress));
  const bar = element('progress', { max: '1', value: String(profile.progress), 'aria-label': text });
  return element('p', { class: 'iops-progress' }, bar, element('span', { role: 'status' }, text));
}

function quality({ quality: found }: Profile, strings: ProfileStrings): HTMLElement | null {
  if (found === null || found.score === null) {
    return null;
  }
  const parts: [string, number | null][] = [
    [strings.quality, found.score],
    [strings.completeness, found.completeness],
    [strings.uniqueness, found.uniqueness],
    [strings.validity, found.validity],
    [strings.consistency, found.consistency]
  ];
  const items = parts.flatMap(([name, share]) =>
    share === null ? [] : [element('li', {}, element('b', {}, shareText(share)), ` ${name}`, shareBar(share))]
  );
  return element('ul', { class: 'iops-quality' }, ...items);
}
