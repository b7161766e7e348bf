/** The lineage graph's words in the user's language. */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { LineageStrings } from '../../widgets/lineage/strings';

/** The graph's words; the same as `english` where there is no translation. */
export function lineageStrings(trans: TranslationBundle): LineageStrings {
  return {
    title: trans.__('Lineage'),
    canvas: trans.__('Lineage graph'),
    help: trans.__(
      'Arrow keys move over the columns and along the lines, Enter opens or closes a card, Shift and arrow ' +
        'keys move the view, plus and minus zoom, 0 fits all, square brackets bring in one step upstream or ' +
        'downstream, slash searches, Escape takes the light away. The list beside the graph holds the same.'
    ),
    kinds: kindStrings(trans),
    empty: trans.__('No table is read or written.'),
    list: trans.__('List'),
    listHint: trans.__('Search and list of all tables and columns (/)'),
    search: trans.__('Search tables and columns'),
    tree: trans.__('Tables and columns'),
    found: count => trans._n('%1 match', '%1 matches', count),
    more: count => trans.__('%1 more', count),
    fewer: trans.__('fewer'),
    zoomIn: trans.__('Zoom in (+)'),
    zoomOut: trans.__('Zoom out (−)'),
    fit: trans.__('Fit all (0)'),
    openAll: trans.__('Open all'),
    closeAll: trans.__('Close all'),
    ctes: trans.__('CTEs'),
    ctesHint: trans.__('Show common table expressions as cards'),
    showAll: trans.__('Show all'),
    saveSvg: trans.__('SVG'),
    savePng: trans.__('PNG'),
    saved: name => trans.__('Saved %1', name),
    saveFailed: trans.__('The picture could not be made.'),
    direct: trans.__('values'),
    indirect: trans.__('rows, order, conditions'),
    stale: trans.__('stale'),
    staleHint: trans.__('Its inputs changed after it was made.'),
    details: trans.__('Details'),
    close: trans.__('Close'),
    columns: count => trans._n('%1 column', '%1 columns', count),
    filter: trans.__('Filter columns'),
    comesFrom: trans.__('Comes from'),
    shapes: trans.__('Shapes'),
    expression: trans.__('Expression'),
    madeBy: trans.__('Made by'),
    cellNumber: place => trans.__('cell %1', place),
    goToCell: trans.__('Go to the cell'),
    cellNotFound: trans.__('The cell is not in this notebook.'),
    alone: trans.__('Only this'),
    upstreamStep: trans.__('One step upstream'),
    downstreamStep: trans.__('One step downstream'),
    counts: (upstream, downstream) => trans.__('%1 upstream, %2 downstream', upstream, downstream),
    nothing: trans.__('nothing'),
    unlit: trans.__('Nothing is lit.'),
    confidence: percent => trans.__('%1 % sure', percent),
    cards: count => trans._n('%1 card', '%1 cards', count),
    zoom: percent => trans.__('%1 %', percent)
  };
}

function kindStrings(trans: TranslationBundle): LineageStrings['kinds'] {
  return {
    table: trans.__('table'),
    view: trans.__('view'),
    file: trans.__('file'),
    dataframe: trans.__('DataFrame'),
    cell: trans.__('cell'),
    query: trans.__('query'),
    cte: trans.__('CTE'),
    metric: trans.__('metric'),
    verified_query: trans.__('verified query'),
    unknown: trans.__('unknown table')
  };
}
