/** Choosing a database or data files in the folder that the file browser shows. */
import { FileDialog, type IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { EngineId } from './engines';
import type { FormActions } from './form/body';

/** A dialog that gives a path relative to that folder. */
export function browsing(
  browser: IDefaultFileBrowser,
  trans: Pick<TranslationBundle, '__'>
): FormActions['browse'] {
  const { manager } = browser.model;
  return async (engine: EngineId) => {
    const title = trans.__('Choose a database file');
    const label = trans.__('Choose a file; without one it is the folder that is shown.');
    const options =
      engine === 'files' ? { manager, label, title: trans.__('Choose data files') } : { manager, title };
    const { button, value } = await FileDialog.getOpenFiles(options);
    const chosen = value?.[0];
    return button.accept && chosen ? manager.services.contents.localPath(chosen.path) || '.' : null;
  };
}
