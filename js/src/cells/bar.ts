/** The toolbar in a cell's editor, below its text: connection, actions, and what the last one had to say. */
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { EditorView, Panel, ViewUpdate } from '@codemirror/view';

import { element } from '../../widgets/shared/dom';
import type { Translate } from '../replies';
import { offers, type Action, type Offer } from './actions';
import type { CellFacts } from './facts';
import type { CellKnowledge, Note } from './knowledge';
import { isCodeCell } from './knowledge';
import { cellMagic } from './magic';

/** What the toolbar of a cell needs of its surroundings. */
export interface BarHost {
  knowledge: CellKnowledge;
  trans: Translate;
  /** Runs an action on the cell. */
  run(action: Action, model: CodeEditor.IModel): void;
}

/** The toolbar of one cell; a CodeMirror panel, so that it comes and goes with the magic's line. */
export class CellBar implements Panel {
  constructor(
    view: EditorView,
    private readonly model: CodeEditor.IModel,
    private readonly host: BarHost
  ) {
    this.text = view.state.sliceDoc();
    this.dom = element('div', { class: 'iops-CellBar' });
    this.dom.append(this.where, this.actions, this.status);
    this.actions.setAttribute('aria-label', host.trans.__('SQL actions'));
    this.actions.addEventListener('keydown', event => this.onKey(event));
    host.knowledge.changed.connect(this.refresh);
    this.outputs?.changed.connect(this.refresh);
    this.refresh();
  }

  update({ docChanged, state }: ViewUpdate): void {
    if (docChanged) {
      this.text = state.sliceDoc();
      this.refresh();
    }
  }

  destroy(): void {
    this.host.knowledge.changed.disconnect(this.refresh);
    this.outputs?.changed.disconnect(this.refresh);
  }

  private showOffers(facts: CellFacts): void {
    const wanted = offers(facts, this.host.knowledge.kernel, this.host.trans);
    const shown = [...this.actions.querySelectorAll('button')];
    const isSame = shown.map(button => button.dataset['action']).join() === wanted.map(o => o.action).join();
    if (isSame) {
      // The same nodes: one that is replaced between press and release of the mouse is never clicked.
      shown.forEach((button, at) => dress(button, wanted[at]));
    } else {
      this.replaceOffers(wanted);
    }
  }

  private replaceOffers(wanted: readonly Offer[]): void {
    const focused = this.actions.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-action')
      : null;
    const buttons = wanted.map(offer => this.button(offer));
    this.actions.replaceChildren(...buttons);
    const current = buttons.find(button => button.dataset['action'] === focused) ?? buttons[0];
    current?.setAttribute('tabindex', '0');
    if (focused) {
      current?.focus();
    }
  }

  private button(offer: Offer): HTMLButtonElement {
    const { action, label } = offer;
    const attributes = {
      type: 'button',
      class: 'iops-CellBar-action',
      'data-action': action,
      tabindex: '-1'
    };
    const button = element('button', attributes, label);
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') !== 'true') {
        this.host.run(action, this.model);
      }
    });
    dress(button, offer);
    return button;
  }

  private showNote(note: Note | null): void {
    this.status.replaceChildren();
    this.status.classList.toggle('iops-mod-failure', note?.kind === 'failure');
    if (note === null) {
      return;
    }
    const close = element('button', { type: 'button', class: 'iops-CellBar-close' }, '×');
    close.setAttribute('aria-label', this.host.trans.__('Dismiss'));
    close.addEventListener('click', () => this.host.knowledge.tell(this.model, null));
    const lines = note.lines.map(line => element('li', {}, line));
    this.status.append(element('ul', {}, ...lines), close);
  }

  /** Arrow keys move within the toolbar, as in any other. */
  private onKey(event: KeyboardEvent): void {
    const buttons = [...this.actions.querySelectorAll('button')];
    const at = buttons.findIndex(button => button === document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined || at < 0) {
      return;
    }
    const wanted = buttons.at(next % buttons.length);
    buttons.forEach(button => button.setAttribute('tabindex', button === wanted ? '0' : '-1'));
    wanted?.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  private get outputs() {
    return isCodeCell(this.model) ? this.model.outputs : null;
  }

  /** Shows what has changed, and touches nothing else: the focus stays. */
  private readonly refresh = (): void => {
    const { knowledge, trans } = this.host;
    const facts = knowledge.facts(this.model, this.text);
    const magic = cellMagic(this.text);
    if (!facts || !magic) {
      return;
    }
    const known = knowledge.known(this.model);
    const where = `${known.connectionOf(magic)} · ${known.dialectOf(magic)}`;
    const shown = JSON.stringify([where, offers(facts, knowledge.kernel, trans), knowledge.note(this.model)]);
    if (shown !== this.shown) {
      this.shown = shown;
      this.where.textContent = where;
      this.where.title = trans.__('The connection of this cell, and its dialect');
      this.showOffers(facts);
      this.showNote(knowledge.note(this.model));
    }
  };

  readonly dom: HTMLElement;
  readonly top = false;
  private readonly where = element('span', { class: 'iops-CellBar-where' });
  private readonly actions = element('div', { class: 'iops-CellBar-actions', role: 'toolbar' });
  private readonly status = element('div', { class: 'iops-CellBar-note', role: 'status' });
  /** As the editor has it, which may be a step before the model. */
  private text: string;
  private shown = '';
}

/** What changes of a button while it stays. */
function dress(button: HTMLButtonElement, offer: Offer | undefined): void {
  button.title = offer?.tip ?? '';
  // Not `disabled`: the reason in its tooltip must be reachable.
  if (offer?.enabled) {
    button.removeAttribute('aria-disabled');
  } else {
    button.setAttribute('aria-disabled', 'true');
  }
}
