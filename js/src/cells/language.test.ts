import { forceParsing } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { classHighlighter, highlightTree } from '@lezer/highlight';
import { syntaxTree } from '@codemirror/language';
import { describe, expect, it } from 'vitest';

import { cellLanguage } from './language';

/** Each highlighted piece of the text and what it is highlighted as. */
function pieces(view: EditorView): Record<string, string> {
  forceParsing(view, view.state.doc.length, 5000);
  const found: Record<string, string> = {};
  highlightTree(syntaxTree(view.state), classHighlighter, (from, to, classes) => {
    found[view.state.sliceDoc(from, to)] = classes.replaceAll('tok-', '');
  });
  return found;
}

function editor(doc: string, dialect = 'duckdb'): EditorView {
  return new EditorView({ state: EditorState.create({ doc, extensions: cellLanguage(() => dialect) }) });
}

describe('cellLanguage', () => {
  it('reads the body of %%sql as SQL and its line as options', () => {
    const found = pieces(editor("%%sql shop --limit 5\nselect name from stores where city = 'Lund' -- here"));
    expect(found).toMatchObject({ '%%sql': 'keyword', select: 'keyword', from: 'keyword' });
    expect(found["'Lund'"]).toBe('string');
    expect(found['-- here']).toBe('comment');
    expect(found['5']).toBe('number');
    expect(found['--limit']).toBeDefined();
  });

  it('leaves the words of %%ask plain', () => {
    expect(pieces(editor('%%ask\nwhich stores are in Lund and for how long'))).toEqual({
      '%%ask': 'keyword'
    });
  });

  it('leaves Python, Markdown and other magics to Python', () => {
    expect(pieces(editor('import pandas\nselect = 1'))).toMatchObject({ import: 'keyword' });
    expect(pieces(editor('%%time\nfor x in y: pass'))).toMatchObject({ for: 'keyword', in: 'keyword' });
  });

  it('follows a magic that is typed in and out', () => {
    const view = editor('select * from stores');
    expect(pieces(view).select).not.toBe('keyword');
    view.dispatch({ changes: { from: 0, insert: '%%sql\n' } });
    expect(pieces(view).select).toBe('keyword');
    view.dispatch({ changes: { from: 0, to: 6 } });
    expect(pieces(view).select).not.toBe('keyword');
  });

  it('reads each dialect with its own words', () => {
    expect(pieces(editor('%%sql\nselect `a b` from t # note', 'mysql'))['# note']).toBe('comment');
    expect(pieces(editor('%%sql\nselect 1 from t -- note', 'anything'))['-- note']).toBe('comment');
  });
});
