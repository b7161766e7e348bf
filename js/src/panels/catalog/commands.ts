/** Commands of the catalog; each works on the line that is chosen in the tree. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { copyIcon, refreshIcon, type LabIcon } from '@jupyterlab/ui-components';

import { told } from '../../parts/notify';
import { OPEN_LINEAGE, OPEN_PROFILE } from '../../tabs/commands';
import { PALETTE } from '../../tokens';
import { askIcon, insertIcon, lineageIcon, profileIcon, sqlCellIcon } from './icons';
import { connectionOfNode, type CatalogModel } from './model';
import type { CatalogNode, FrameNode, TableNode } from './nodes';
import type { NotebookWriter } from './notebook';
import { askCell, isNameable, MOST_COLUMNS, nameText, sqlCell } from './snippets';
import type { Readers } from './lists';

/** Ids of the commands. */
export const COMMANDS = {
  insert: 'iopsdata:insert-name',
  copy: 'iopsdata:copy-name',
  sql: 'iopsdata:select-from-table',
  ask: 'iopsdata:ask-about-table',
  profile: 'iopsdata:profile-table',
  lineage: 'iopsdata:show-table-lineage',
  refresh: 'iopsdata:refresh-catalog'
} as const;

/** What the commands work with. */
export interface Workbench {
  model: CatalogModel;
  readers: Readers;
  notebook: NotebookWriter;
  /** Path of the notebook whose DataFrames are shown. */
  notebookPath(): string;
  readConnections(): void;
}

type Kind = CatalogNode['kind'];

interface Action {
  id: string;
  label: string;
  icon: LabIcon;
  /** Nodes that it is offered for. */
  kinds: readonly Kind[];
  isEnabled: (node: CatalogNode) => boolean;
  run: (node: CatalogNode) => Promise<unknown>;
}

const TABLES: readonly Kind[] = ['table', 'frame'];
const NAMED: readonly Kind[] = ['table', 'frame', 'column', 'frame-column', 'schema'];

/** Registers the commands, with the entries of the palette and of the tree's context menu. */
export function addCommands(
  app: JupyterFrontEnd,
  bench: Workbench,
  trans: TranslationBundle,
  palette: ICommandPalette | null
): readonly Action[] {
  const actions = [...cellActions(bench, trans), ...viewActions(app, bench, trans)];
  actions.forEach((action, at) => {
    addAction(app, bench, action, trans);
    palette?.addItem({ command: action.id, category: PALETTE });
    action.kinds.forEach(kind =>
      app.contextMenu.addItem({
        command: action.id,
        selector: `.iops-Catalog-row[data-kind="${kind}"]`,
        rank: at
      })
    );
  });
  return actions;
}

function addAction(
  app: JupyterFrontEnd,
  { model }: Workbench,
  { id, label, icon, kinds, isEnabled, run }: Action,
  trans: TranslationBundle
): void {
  const fits = (node: CatalogNode | null): node is CatalogNode =>
    node !== null && kinds.includes(node.kind) && isEnabled(node);
  app.commands.addCommand(id, {
    label,
    icon,
    caption: trans.__('%1 (of the line that is chosen in the catalog)', label),
    describedBy: { args: { type: 'object', properties: {} } },
    isEnabled: () => fits(model.activeNode),
    execute: async () => {
      const node = model.activeNode;
      if (fits(node)) {
        await told(run(node));
      }
    }
  });
}

function cellActions({ model, readers, notebook }: Workbench, trans: TranslationBundle): Action[] {
  const open = (node: CatalogNode): boolean => notebook.isOpen && (!isTable(node) || isCellable(node));
  const dialect = (node: CatalogNode): string => model.dialectOf(connectionOfNode(node) ?? '');
  return [
    {
      id: COMMANDS.insert,
      label: trans.__('Insert name'),
      icon: insertIcon,
      kinds: NAMED,
      isEnabled: () => notebook.isOpen,
      run: node => notebook.insert(into => nameText(node, dialect(node), into))
    },
    {
      id: COMMANDS.sql,
      label: trans.__('New %1 cell', '%%sql'),
      icon: sqlCellIcon,
      kinds: TABLES,
      isEnabled: open,
      run: async node => {
        if (isTable(node)) {
          const columns = columnsOf(readers, node);
          await notebook.addCell(columns.then(names => sqlCell(node, names, dialect(node))));
        }
      }
    },
    {
      id: COMMANDS.ask,
      label: trans.__('Ask about this table'),
      icon: askIcon,
      kinds: TABLES,
      isEnabled: open,
      run: async node => {
        if (isTable(node)) {
          const { source, question } = askCell(node);
          await notebook.addCell(source, question);
        }
      }
    }
  ];
}

function viewActions(app: JupyterFrontEnd, bench: Workbench, trans: TranslationBundle): Action[] {
  const always = (): boolean => true;
  return [
    {
      id: COMMANDS.profile,
      label: trans.__('Profile'),
      icon: profileIcon,
      kinds: TABLES,
      isEnabled: always,
      run: node => app.commands.execute(OPEN_PROFILE, targetOf(node, bench.notebookPath()))
    },
    {
      id: COMMANDS.lineage,
      label: trans.__('Lineage'),
      icon: lineageIcon,
      kinds: TABLES,
      isEnabled: always,
      run: node =>
        app.commands.execute(OPEN_LINEAGE, { ...targetOf(node, null), notebook: bench.notebookPath() })
    },
    {
      id: COMMANDS.copy,
      label: trans.__('Copy name'),
      icon: copyIcon,
      kinds: NAMED,
      isEnabled: always,
      run: async node => {
        const dialect = bench.model.dialectOf(connectionOfNode(node) ?? '');
        await navigator.clipboard.writeText(nameText(node, dialect, 'sql'));
      }
    },
    {
      id: COMMANDS.refresh,
      label: trans.__('Read anew'),
      icon: refreshIcon,
      kinds: ['connection', 'schema', 'table', 'frames', 'frame'],
      isEnabled: always,
      run: node => Promise.resolve(bench.model.refresh(connectionOfNode(node)))
    }
  ];
}

/** Names of a table's columns, as many as a new cell can name; none where there are more. */
async function columnsOf(readers: Readers, node: TableNode | FrameNode): Promise<readonly string[]> {
  const page = { offset: 0, limit: MOST_COLUMNS };
  const { columns, total } =
    node.kind === 'frame'
      ? await readers.listFrameColumns(node.frame.name, page)
      : await readers.listColumns(node.connection, {
          table: node.table.name,
          schema: node.table.schema ?? '',
          ...page
        });
  return total > MOST_COLUMNS ? [] : columns.map(column => column.name);
}

function targetOf(node: CatalogNode, notebook: string | null): Record<string, string> {
  if (node.kind === 'table') {
    return { connection: node.connection, schema: node.table.schema ?? '', table: node.table.name };
  }
  return node.kind === 'frame' ? { frame: node.frame.name, ...(notebook === null ? {} : { notebook }) } : {};
}

function isTable(node: CatalogNode): node is TableNode | FrameNode {
  return node.kind === 'table' || node.kind === 'frame';
}

function isCellable(node: TableNode | FrameNode): boolean {
  return node.kind === 'frame' || isNameable(node.connection);
}
