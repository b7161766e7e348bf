/** A form as a tab of the main area. */
import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';

import { iopsdataIcon } from '../../../icon';
import type { Questions } from '../../../parts/dialogs';
import { createForm, type FormActions } from './body';
import type { FormModel } from './model';

/** What a tab is made of. */
export interface TabParts {
  model: FormModel;
  actions: Omit<FormActions, 'close'>;
  questions: Questions;
  trans: TranslationBundle;
}

/** Title and mark of the tab follow the form; what was typed is not lost without a question. */
export class FormTab extends MainAreaWidget<ReactWidget> {
  constructor({ model, actions, questions, trans }: TabParts) {
    const content = createForm({ model, actions: { ...actions, close: () => this.close() }, trans });
    super({ content });
    this.model = model;
    this.questions = questions;
    this.trans = trans;
    this.addClass('iops-ConnectionTab');
    this.title.icon = iopsdataIcon;
    this.title.closable = true;
    this.follow();
    model.changed.connect(() => this.follow());
  }

  /** Name of the saved connection; null while there is none. */
  get connection(): string | null {
    return this.model.state.name;
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.model.dispose();
      super.dispose();
    }
  }

  protected override onCloseRequest(message: Message): void {
    if (this.model.state.isDirty) {
      void this.askAndDispose();
    } else {
      super.onCloseRequest(message);
      this.dispose();
    }
  }

  private async askAndDispose(): Promise<void> {
    const { trans } = this;
    const body = trans.__('What you filled in is not saved.');
    if (await this.questions.confirm(trans.__('Close the form?'), body, trans.__('Close'))) {
      this.dispose();
    }
  }

  private follow(): void {
    const { name, isDirty } = this.model.state;
    this.title.label = name ?? this.trans.__('New connection');
    this.title.caption = name
      ? this.trans.__('Connection %1', name)
      : this.trans.__('A connection that is not saved yet');
    this.title.className = isDirty ? 'jp-mod-dirty' : '';
  }

  private readonly model: FormModel;
  private readonly questions: Questions;
  private readonly trans: TranslationBundle;
}
