/** Plugin of the ways in: launcher card, entries of the file browser, commands and their keys. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator, type TranslationBundle } from '@jupyterlab/translation';

import { ICON_URL, iopsdataIcon } from '../icon';
import { profileIcon } from '../panels/catalog/icons';
import { DOMAIN, PALETTE } from '../tokens';
import { isDataFile, SAMPLE, starterOf, type Purpose } from './notebook';
import { openStarter } from './open';

const ASK = 'iopsdata:ask-data';
const ASK_FILE = 'iopsdata:ask-file';
const PROFILE_FILE = 'iopsdata:profile-file';
const HISTORY = 'iopsdata:show-history';
const FILE = '.jp-DirListing-item[data-isdir="false"]';
/** Above "Open With", below "Open". */
const MENU_RANK = 1.5;
/** Names that `%connect` takes. */
const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u;

const starter: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:starter',
  description: 'Opens notebooks to ask data in: launcher, file browser, palette and keys.',
  autoStart: true,
  optional: [IFileBrowserFactory, ILauncher, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    files: IFileBrowserFactory | null,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    addAsk(app, files, trans);
    // Cards of notebooks show an image, or the first letter of the label.
    launcher?.add({ command: ASK, category: 'Notebook', rank: 10, kernelIconUrl: ICON_URL });
    palette?.addItem({ command: ASK, category: PALETTE });
    if (files) {
      addFileCommand(app, files, trans, 'ask-file');
      addFileCommand(app, files, trans, 'profile-file');
    }
    const { commands } = app;
    commands.addKeyBinding({ command: ASK, keys: ['Alt Shift A'], selector: 'body' });
    commands.addKeyBinding({ command: HISTORY, keys: ['Alt Shift H'], selector: 'body' });
  }
};

function addAsk(app: JupyterFrontEnd, files: IFileBrowserFactory | null, trans: TranslationBundle): void {
  app.commands.addCommand(ASK, {
    label: args =>
      args['isPalette'] ? trans.__('Ask Your Data in a New Notebook') : trans.__('Ask your data'),
    caption: trans.__('A notebook that answers questions about data'),
    icon: iopsdataIcon,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          cwd: { type: 'string', description: trans.__('Folder of the notebook') },
          connection: {
            type: 'string',
            description: trans.__('A saved connection; without it, the sample data')
          }
        }
      }
    },
    execute: async args => {
      const connection = textOf(args['connection']);
      const purpose: Purpose = { kind: 'ask', connection: NAME.test(connection) ? connection : SAMPLE };
      const folder = textOf(args['cwd']) || (files?.tracker.currentWidget?.model.path ?? '');
      await opened(app, folder, purpose, trans);
    }
  });
}

function addFileCommand(
  app: JupyterFrontEnd,
  files: IFileBrowserFactory,
  trans: TranslationBundle,
  kind: 'ask-file' | 'profile-file'
): void {
  const command = kind === 'ask-file' ? ASK_FILE : PROFILE_FILE;
  const selected = (): string => dataFileOf(files);
  app.commands.addCommand(command, {
    label: kind === 'ask-file' ? trans.__('Ask About This File') : trans.__('Profile'),
    caption:
      kind === 'ask-file'
        ? trans.__('Open a notebook that is connected to the file')
        : trans.__('Open a notebook with the profile of the file'),
    icon: kind === 'ask-file' ? iopsdataIcon : profileIcon,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          path: { type: 'string', description: trans.__('The file; without it, the selected one') }
        }
      }
    },
    isVisible: args => isDataFile(PathExt.basename(textOf(args['path']) || selected())),
    execute: async args => {
      const path = textOf(args['path']) || selected();
      const file = PathExt.basename(path);
      if (isDataFile(file)) {
        await opened(app, PathExt.dirname(path), { kind, file }, trans);
      }
    }
  });
  app.contextMenu.addItem({ command, selector: FILE, rank: MENU_RANK });
}

/** Path of the one selected data file; empty where there is none. */
function dataFileOf(files: IFileBrowserFactory): string {
  const items = [...(files.tracker.currentWidget?.selectedItems() ?? [])];
  const [item] = items;
  return items.length === 1 && item && item.type !== 'directory' && isDataFile(item.name) ? item.path : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

async function opened(
  app: JupyterFrontEnd,
  folder: string,
  purpose: Purpose,
  trans: TranslationBundle
): Promise<void> {
  try {
    await openStarter(app, folder, starterOf(purpose, trans));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    Notification.error(trans.__('The notebook could not be made: %1', reason), { autoClose: 8000 });
  }
}

export default [starter];
