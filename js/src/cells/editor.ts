/** What the editors of code cells get: the language of their magic, its toolbar, marks of errors. */
import type { CodeEditor } from '@jupyterlab/codeeditor';

import { Compartment, Prec, type EditorState, type Extension } from '@codemirror/state';
import { showPanel, ViewPlugin, type EditorView, type PanelConstructor } from '@codemirror/view';

import { CellBar, type BarHost } from './bar';
import type { KnownConnections } from './dialects';
import { isCodeCell } from './knowledge';
import { cellLanguage } from './language';
import { cellMagic, MAGIC_LINE_LENGTH } from './magic';
import { errorMarks } from './marks';

/** Cells of a notebook with a Python kernel; a file with Python code is left alone. */
const CELL_MIME = 'text/x-ipython';

const WITH_BAR: ReadonlySet<string | undefined> = new Set(['sql', 'ask']);

/** The extension of one editor; a new notebook learns from its kernel that its text is Python. */
export function cellEditor(model: CodeEditor.IModel, host: BarHost): Extension {
  const compartment = new Compartment();
  const parts = isCodeCell(model) ? [toolbar(model, host), errorMarks(model)] : [];
  let read: KnownConnections | null = null;
  const wanted = (): Extension => {
    const known = host.knowledge.known(model);
    read = known;
    const language = Prec.highest(cellLanguage(magic => known.dialectOf(magic)));
    return model.mimeType === CELL_MIME ? [language, parts] : [];
  };
  const follow = ViewPlugin.define(view => {
    const change = (): void => view.dispatch({ effects: compartment.reconfigure(wanted()) });
    const onKnowledge = (): void => {
      if (!read?.equals(host.knowledge.known(model))) {
        change();
      }
    };
    model.mimeTypeChanged.connect(change);
    host.knowledge.changed.connect(onKnowledge);
    return {
      destroy: () => {
        model.mimeTypeChanged.disconnect(change);
        host.knowledge.changed.disconnect(onKnowledge);
      }
    };
  });
  return [compartment.of(wanted()), follow];
}

function toolbar(model: CodeEditor.IModel, host: BarHost): Extension {
  const create: PanelConstructor = (view: EditorView) => new CellBar(view, model, host);
  return showPanel.compute(['doc'], state => (WITH_BAR.has(magicName(state)) ? create : null));
}

function magicName(state: EditorState): string | undefined {
  return cellMagic(state.sliceDoc(0, MAGIC_LINE_LENGTH))?.name;
}
