/** Small HTML parts that the panels share. */
import { element, icon } from '../shared/dom';
import { tokenize } from '../shared/sql';
import { visible } from '../shared/visible';

/** A button with an icon, a text, or both; without a text, `hint` is its name. */
export function button(
  paths: readonly string[],
  text: string,
  hint: string,
  act: () => void
): HTMLButtonElement {
  const attributes = {
    type: 'button',
    class: 'iops-button',
    title: hint,
    'aria-label': text ? undefined : hint
  };
  const node = element('button', attributes, paths.length > 0 ? icon(...paths) : null, text ? text : null);
  node.addEventListener('click', act);
  return node;
}

/** A button that reads as a link inside a list. */
export function link(text: string, act: () => void): HTMLButtonElement {
  const node = element('button', { type: 'button', class: 'iops-link' }, text);
  node.addEventListener('click', act);
  return node;
}

/** SQL or an expression in colours; focusable, because a long one scrolls. */
export function code(text: string, name: string): HTMLElement {
  const tokens = tokenize(visible(text)).map(({ kind, text: part }) =>
    kind === 'plain' ? part : element('span', { class: `iops-${kind}` }, part)
  );
  const frame = { class: 'iops-code', tabindex: '0', role: 'group', 'aria-label': name };
  return element('pre', frame, element('code', {}, ...tokens));
}
