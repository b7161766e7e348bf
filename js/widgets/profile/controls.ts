/** Small HTML parts that the panels share. */
import { copyText } from '../shared/clipboard';
import { element, type Child } from '../shared/dom';
import { tokenize } from '../shared/sql';
import { visible } from '../shared/visible';
import type { ProfileStrings } from './strings';

/** A button with a text; `name` is what a screen reader says where the text does not tell. */
export function button(text: string, act: () => void, name?: string): HTMLButtonElement {
  const node = element(
    'button',
    { type: 'button', class: 'iops-button', title: name, 'aria-label': name },
    text
  );
  node.addEventListener('click', act);
  return node;
}

/** A button that reads as a link. */
export function link(text: string, act: () => void): HTMLButtonElement {
  const node = element('button', { type: 'button', class: 'iops-link' }, text);
  node.addEventListener('click', act);
  return node;
}

/** A statement in colours with a button that copies it. */
export function statement(sql: string, strings: ProfileStrings): HTMLElement {
  const parts = tokenize(visible(sql)).map(({ kind, text }): Child =>
    kind === 'plain' ? text : element('span', { class: `iops-${kind}` }, text)
  );
  const status = element('span', { class: 'iops-muted', role: 'status' });
  const copy = button(strings.copy, () => {
    void copyText(sql).then(isCopied => {
      status.textContent = isCopied ? strings.copied : strings.copyFailed;
    });
  });
  const frame = { class: 'iops-code', tabindex: '0', role: 'group', 'aria-label': strings.query };
  return element(
    'div',
    { class: 'iops-statement' },
    element('pre', frame, element('code', {}, ...parts)),
    copy,
    status
  );
}

/** A titled part of a panel; null where it would be empty. */
export function section(title: string, ...children: Child[]): HTMLElement | null {
  const filled = children.filter(child => child !== null && child !== undefined);
  return filled.length === 0 ? null : element('section', {}, element('h4', {}, title), ...filled);
}
