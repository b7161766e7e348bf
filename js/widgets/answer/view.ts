/** The answer card as DOM, for every front end: an anywidget and JupyterLab's renderer both call this. */
import { element, type Child } from '../shared/dom';
import { keepKeys } from '../shared/keys';
import { tokenize } from '../shared/sql';
import { visible } from '../shared/visible';
import { actions } from './actions';
import type { AnswerPayload, Trust, Understanding } from './payload';
import { segments } from './question';
import { english, type AnswerStrings } from './strings';

/** Replaces the content of `root` by the card of `answer`. */
export function renderAnswer(
  root: HTMLElement,
  answer: AnswerPayload,
  strings: AnswerStrings = english
): void {
  const card = element(
    'section',
    { class: 'iops-answer', 'aria-label': strings.card },
    element('header', { class: 'iops-head' }, question(answer), badge(answer.trust)),
    statement(answer, strings),
    answer.explanation ? element('p', { class: 'iops-explanation' }, answer.explanation) : null,
    assumptions(answer.assumptions, strings),
    notes(answer.notes),
    understood(answer.understood, strings),
    facts(answer.facts)
  );
  card.addEventListener('focusin', keepKeys);
  root.replaceChildren(card);
}

function question(answer: AnswerPayload): HTMLElement {
  const parts = segments(answer.question, answer.understood).map(({ text, meaning }): Child =>
    meaning === null ? text : element('span', { class: 'iops-read', title: meaning }, text)
  );
  return element('p', { class: 'iops-question' }, ...parts);
}

function badge(trust: Trust | undefined): HTMLElement | null {
  if (trust === undefined) {
    return null;
  }
  const attributes = { class: `iops-trust iops-trust-${trust.kind}`, title: trust.meaning };
  return element('span', attributes, trust.label);
}

function statement(answer: AnswerPayload, strings: AnswerStrings): HTMLElement {
  const tokens = tokenize(visible(answer.sql), answer.dialect).map(({ kind, text }): Child =>
    kind === 'plain' ? text : element('span', { class: `iops-${kind}` }, text)
  );
  const code = element('pre', { class: 'iops-sql' }, element('code', {}, ...tokens));
  // Focusable, because a long statement scrolls and must do so from the keyboard too.
  const frame = { class: 'iops-statement', role: 'group', 'aria-label': 'SQL', tabindex: '0' };
  return element('div', frame, actions(answer, strings), code);
}

function assumptions(items: readonly string[], strings: AnswerStrings): HTMLElement | null {
  if (items.length === 0) {
    return null;
  }
  const list = element('ul', {}, ...items.map(item => element('li', {}, item)));
  return element(
    'div',
    { class: 'iops-assumptions' },
    element('span', { class: 'iops-label' }, strings.assumptions),
    list
  );
}

function notes(items: readonly string[]): HTMLElement | null {
  return items.length === 0
    ? null
    : element('ul', { class: 'iops-notes' }, ...items.map(item => element('li', {}, item)));
}

function understood(items: readonly Understanding[], strings: AnswerStrings): HTMLElement | null {
  if (items.length === 0) {
    return null;
  }
  const rows = items.flatMap(({ words, meaning }) => [
    element('dt', {}, words),
    element('dd', {}, element('code', {}, meaning))
  ]);
  const summary = element('summary', {}, strings.understood(items.length));
  return element('details', { class: 'iops-understood' }, summary, element('dl', {}, ...rows));
}

function facts(items: readonly string[]): HTMLElement {
  return element('ul', { class: 'iops-facts' }, ...items.map(item => element('li', {}, item)));
}
