/** Small HTML parts that the panels share. */
import { element, icon, type Child } from '../shared/dom';
import { tokenize, type Token } from '../shared/sql';
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

const SQL =
  /^\s*(?:%%sql|--|\/\*|\(|(?:select|with|create|insert|merge|update|delete|copy|values|from|alter)\b)/i;

/** A text in a frame, SQL and expressions in colours; focusable, because a long one scrolls. */
export function code(text: string, name: string, isSql = SQL.test(text)): HTMLElement {
  const shown = visible(text);
  const parts = isSql ? tokenize(shown).map(token => tokenNode(token)) : [shown];
  const frame = { class: 'iops-code', tabindex: '0', role: 'group', 'aria-label': name };
  return element('pre', frame, element('code', {}, ...parts));
}

function tokenNode({ kind, text }: Token): Child {
  return kind === 'plain' ? text : element('span', { class: `iops-${kind}` }, text);
}
