/** Makes a starter notebook and opens it. */
import { PathExt } from '@jupyterlab/coreutils';
import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import type { Contents, ServiceManager } from '@jupyterlab/services';
import type { CommandRegistry } from '@lumino/commands';

import { contentOf, freeName, type Starter } from './notebook';

/** What of the application a starter notebook needs. */
export interface StarterWorld {
  commands: CommandRegistry;
  serviceManager: Pick<ServiceManager.IManager, 'contents' | 'kernelspecs'>;
}

/**
 * Writes the notebook into a folder under a free name, opens it, and runs its setup where it opens in this page
 * (Notebook 7 opens it in a page of its own).
 */
export async function openStarter(
  { commands, serviceManager }: StarterWorld,
  folder: string,
  starter: Starter
): Promise<void> {
  const { contents, kernelspecs } = serviceManager;
  await kernelspecs.ready;
  const kernel = pythonOf(kernelspecs.specs);
  const path = await write(contents, folder, starter, kernel);
  const opened: unknown = await commands.execute('docmanager:open', {
    path,
    factory: 'Notebook',
    kernel: { name: kernel.name }
  });
  if (opened instanceof NotebookPanel) {
    await runSetup(opened);
  }
}

interface Kernel {
  name: string;
  display_name: string;
}

/** The default kernel where it speaks Python, else the first that does. */
function pythonOf(specs: ServiceManager.IManager['kernelspecs']['specs']): Kernel {
  const all = Object.values(specs?.kernelspecs ?? {}).filter(spec => spec?.language === 'python');
  const found = all.find(spec => spec?.name === specs?.default) ?? all[0];
  return { name: found?.name ?? 'python3', display_name: found?.display_name ?? 'Python 3' };
}

async function write(
  contents: Contents.IManager,
  folder: string,
  starter: Starter,
  kernel: Kernel
): Promise<string> {
  const listing = await contents.get(folder);
  const taken = (listing.content as Contents.IModel[]).map(({ name }) => name);
  // Written under its last name at once: a file that is renamed while the server lists its folder fails the
  // whole listing.
  const path = PathExt.join(folder, freeName(starter.name, taken));
  const content = contentOf(starter, kernel);
  return (await contents.save(path, { type: 'notebook', format: 'json', content })).path;
}

/**
 * Runs the cell that loads and connects, with the cursor in the question from the start: what is typed or run
 * while the cell is at work is meant for the question, and waits for its turn.
 */
async function runSetup(panel: NotebookPanel): Promise<void> {
  const { content: notebook, context, sessionContext } = panel;
  await Promise.all([context.ready, panel.revealed, sessionContext.ready]);
  const [, setup, question] = notebook.widgets;
  if (!setup) {
    return;
  }
  notebook.activeCellIndex = question ? 2 : 1;
  const ran = NotebookActions.runCells(notebook, [setup], sessionContext);
  if (question) {
    // Running cells puts the notebook into command mode.
    notebook.mode = 'edit';
    const line = (question.editor?.lineCount ?? 1) - 1;
    question.editor?.setCursorPosition({ line, column: question.editor.getLine(line)?.length ?? 0 });
  }
  await ran;
}
