/** Asking before something is deleted. */
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Whether a person wants it deleted; Enter does not. */
export async function confirmDelete(title: string, body: string, trans: TranslationBundle): Promise<boolean> {
  const buttons = [
    Dialog.cancelButton({ label: trans.__('Cancel') }),
    Dialog.warnButton({ label: trans.__('Delete') })
  ];
  return (await showDialog({ title, body, buttons, defaultButton: 0 })).button.accept;
}
