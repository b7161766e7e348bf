/** Marks the place where a cell's last run went wrong, until its text changes or it runs again. */
import type { CodeEditor } from '@jupyterlab/codeeditor';

import { setDiagnostics, setDiagnosticsEffect, type Diagnostic } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { ViewPlugin, type EditorView } from '@codemirror/view';

import { isCodeCell, outcomeIn } from './knowledge';
import { fits, wording, type Place } from './place';

/** The marks of one cell's editor. */
export function errorMarks(model: CodeEditor.IModel): Extension {
  if (!isCodeCell(model)) {
    return [];
  }
  const follow = ViewPlugin.define(view => {
    const mark = (): void => show(view, outcomeIn(model).places);
    model.outputs.changed.connect(mark);
    // An editor must not be changed while it is being made.
    const first = requestAnimationFrame(mark);
    return {
      destroy: () => {
        cancelAnimationFrame(first);
        model.outputs.changed.disconnect(mark);
      }
    };
  });
  return [follow, CLEARED_BY_TYPING];
}

/** What stands in the text is no longer what failed. */
const CLEARED_BY_TYPING = EditorState.transactionExtender.of(({ docChanged }) =>
  docChanged ? { effects: setDiagnosticsEffect.of([]) } : null
);

function show(view: EditorView, places: readonly Place[]): void {
  const found = diagnostics(places, view.state.sliceDoc());
  const key = JSON.stringify(found);
  if (key !== (shown.get(view) ?? '[]')) {
    shown.set(view, key);
    view.dispatch(setDiagnostics(view.state, found));
  }
}

const shown = new WeakMap<EditorView, string>();

/** The places that still mean the text, as CodeMirror takes them; their words stay text. */
export function diagnostics(places: readonly Place[], text: string): Diagnostic[] {
  return places
    .filter(place => fits(place, text))
    .map(place => ({
      from: place.from,
      to: place.to,
      severity: 'error',
      source: 'iOpsData',
      message: wording(place)
    }));
}
