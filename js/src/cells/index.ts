/** Plugin that reads the SQL of `%%sql` cells as SQL. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';

import type { CodeEditor } from '@jupyterlab/codeeditor';

import { Compartment, Prec, type Extension } from '@codemirror/state';
import { ViewPlugin } from '@codemirror/view';

import { IConnectionsModel } from '../tokens';
import { cellLanguage, type DialectOf } from './language';
import { namedConnection } from './magic';

/** Of the notebook's own database, which a cell reads that names no connection. */
const NOTEBOOK_DIALECT = 'duckdb';

/** Cells of a notebook with a Python kernel; a file with Python code is left alone. */
const CELL_MIME = 'text/x-ipython';

const languages: JupyterFrontEndPlugin<void> = {
  id: 'iopsdata-jupyter:cell-languages',
  description: 'Highlights the SQL of %%sql cells.',
  autoStart: true,
  requires: [IEditorExtensionRegistry],
  optional: [IConnectionsModel],
  activate: (
    _app: JupyterFrontEnd,
    editors: IEditorExtensionRegistry,
    connections: IConnectionsModel | null
  ) => {
    const language = Prec.highest(cellLanguage(dialectOf(connections)));
    editors.addExtension({
      name: 'iopsdata-jupyter:cell-languages',
      factory: ({ model }) => EditorExtensionRegistry.createImmutableExtension(inCells(model, language))
    });
  }
};

/** The language while the editor's text is a cell's: a new notebook learns that from its kernel. */
function inCells(model: CodeEditor.IModel, language: Extension): Extension {
  const compartment = new Compartment();
  const wanted = (): Extension => (model.mimeType === CELL_MIME ? language : []);
  const follow = ViewPlugin.define(view => {
    const change = () => view.dispatch({ effects: compartment.reconfigure(wanted()) });
    model.mimeTypeChanged.connect(change);
    return { destroy: () => model.mimeTypeChanged.disconnect(change) };
  });
  return [compartment.of(wanted()), follow];
}

/** The dialect of the connection that a cell names. */
function dialectOf(connections: IConnectionsModel | null): DialectOf {
  return magic => {
    const saved = connections?.state.status === 'ready' ? connections.state.connections : [];
    const drivers = new Map(saved.map(connection => [connection.name, connection.driver]));
    const named = namedConnection(magic, new Set(drivers.keys()));
    return (named && drivers.get(named)) || NOTEBOOK_DIALECT;
  };
}

export default [languages];
