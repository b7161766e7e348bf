/** Questions to a person in JupyterLab's own dialogs. */
import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** What a panel asks a person. */
export interface Questions {
  /** Whether something that cannot be undone is meant. */
  confirm(title: string, body: string, accept: string): Promise<boolean>;
  /** A line of text; null where the person cancels or gives none. */
  text(title: string, label: string, text?: string): Promise<string | null>;
}

/** The dialogs; what they show is text alone. */
export function questionsOf(trans: TranslationBundle): Questions {
  return {
    async confirm(title, body, accept) {
      const buttons = [Dialog.cancelButton(), Dialog.warnButton({ label: accept })];
      const { button } = await showDialog({ title, body, buttons, defaultButton: 0 });
      return button.accept;
    },
    async text(title, label, text = '') {
      const { button, value } = await InputDialog.getText({ title, label, text, okLabel: trans.__('OK') });
      const given = value?.trim() ?? '';
      return button.accept && given !== '' ? given : null;
    }
  };
}
