/** The history section of the side panel: what it does with an entry, and when it reads. */
import { Clipboard, Notification } from '@jupyterlab/apputils';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { cleaningIcon, refreshIcon, Toolbar, ToolbarButton } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Panel } from '@lumino/widgets';

import type { HistoryEntry } from '../../api/types';
import { questionsOf } from '../../parts/dialogs';
import { questionCell, statementCell } from '../../parts/magic-cells';
import { insertOrTell } from '../../parts/new-cell';
import { told } from '../../parts/notify';
import type { IKnowledge } from '../../tokens';
import { createBody, type HistoryActions } from './body';
import { headline } from './format';
import type { HistoryModel } from './model';

/** Characters of an entry that a confirmation shows. */
const SHOWN = 200;

/** What the section works on. */
export interface HistoryWorld {
  model: HistoryModel;
  tracker: INotebookTracker | null;
  knowledge: IKnowledge | null;
  trans: TranslationBundle;
  /** BCP 47 tag of the language of times and numbers. */
  language: string;
}

/** Lists questions and statements. */
export class HistorySection extends Panel implements Toolbar.IWidgetToolbar, HistoryActions {
  constructor(private readonly world: HistoryWorld) {
    super();
    const { model, trans, language } = world;
    this.id = 'iopsdata-history';
    this.addClass('iops-History');
    this.title.label = trans.__('History');
    this.toolbar = this.createToolbar();
    this.addWidget(createBody({ model, actions: this, trans, language }));
  }

  onInsertQuestion(entry: HistoryEntry): void {
    this.insert(questionCell(entry.connection, entry.question));
  }

  onInsertStatement(entry: HistoryEntry): void {
    this.insert(statementCell(entry.connection, entry.sql));
  }

  onCopy(entry: HistoryEntry): void {
    Clipboard.copyToSystem(entry.sql || entry.question);
    Notification.success(this.world.trans.__('Copied.'), { autoClose: 2000 });
  }

  onVerify(entry: HistoryEntry): void {
    this.world.knowledge?.startVerifying(entry);
  }

  async onDelete(entry: HistoryEntry): Promise<void> {
    const { trans, model } = this.world;
    const title = trans.__('Delete this entry from the history?');
    if (await questionsOf(trans).confirm(title, headline(entry).slice(0, SHOWN), trans.__('Delete'))) {
      await told(model.remove(entry.id));
    }
  }

  async onClear(): Promise<void> {
    const { trans, model } = this.world;
    const body = trans.__(
      'Every question and statement of this machine is forgotten. The audit log, which holds no text, stays.'
    );
    if (
      (await questionsOf(trans).confirm(trans.__('Clear the history?'), body, trans.__('Clear'))) &&
      (await told(model.clear()))
    ) {
      Notification.success(trans.__('The history is cleared.'), { autoClose: 3000 });
    }
  }

  async onKeep(value: boolean): Promise<void> {
    await told(this.world.model.keep(value));
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.world.model.refresh();
  }

  private insert(source: string): void {
    insertOrTell(this.world.tracker, source, this.world.trans);
  }

  private createToolbar(): Toolbar {
    const { model, trans } = this.world;
    const toolbar = new Toolbar();
    const refresh = { icon: refreshIcon, tooltip: trans.__('Refresh'), onClick: () => void model.refresh() };
    const clear = {
      icon: cleaningIcon,
      tooltip: trans.__('Clear the history…'),
      onClick: () => void this.onClear()
    };
    toolbar.addItem('refresh', new ToolbarButton(refresh));
    toolbar.addItem('clear', new ToolbarButton(clear));
    return toolbar;
  }

  readonly toolbar: Toolbar;
}
