/** The two buttons over the SQL: copy it, and continue with it in a cell. */
import { canInsertCell, insertCell } from '../shared/cells';
import { copyText } from '../shared/clipboard';
import { element, icon } from '../shared/dom';
import type { AnswerPayload } from './payload';
import type { AnswerStrings } from './strings';

/** Milliseconds for which a button tells what it did. */
const REPLY_MS = 1600;

const COPY_ICON = ['M5.5 5.5h8v8h-8z', 'M10.5 5.5v-3h-8v8h3'];
const INSERT_ICON = ['M2.5 2.5h11v5h-11z', 'M8 10v5', 'M5.5 12.5h5'];

/** The toolbar; the insert button is there only where a front end can insert cells. */
export function actions(answer: AnswerPayload, strings: AnswerStrings): HTMLElement {
  const status = element('span', { class: 'iops-status', role: 'status' });
  const copy = button(COPY_ICON, strings.copy, strings.copyHint, status, async () =>
    (await copyText(answer.sql)) ? strings.copied : strings.copyFailed
  );
  const bar = element('div', { class: 'iops-actions' }, copy);
  if (canInsertCell()) {
    const reply = (): string => (insertCell(bar, answer.cell) ? strings.inserted : strings.insertFailed);
    bar.append(button(INSERT_ICON, strings.insert, strings.insertHint, status, reply));
  }
  bar.append(status);
  return bar;
}

function button(
  paths: string[],
  label: string,
  hint: string,
  status: HTMLElement,
  act: () => string | Promise<string>
): HTMLButtonElement {
  const text = element('span', {}, label);
  const node = element('button', { type: 'button', class: 'iops-button', title: hint }, icon(...paths), text);
  node.addEventListener('click', async () => {
    const reply = await act();
    text.textContent = reply;
    status.textContent = reply;
    setTimeout(() => {
      text.textContent = label;
      status.textContent = '';
    }, REPLY_MS);
  });
  return node;
}
