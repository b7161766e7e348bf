/** Content of a Lumino widget that follows signals. */
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import type { ReactElement } from 'react';

/** A widget of these classes that is drawn anew whenever one of the signals is emitted. */
export function redrawn(
  signals: readonly ISignal<unknown, unknown>[],
  classes: readonly string[],
  draw: () => ReactElement
): ReactWidget {
  const following = signals.reduce<() => ReactElement>(
    (inner, signal) => () => <UseSignal signal={signal}>{inner}</UseSignal>,
    draw
  );
  const widget = ReactWidget.create(following());
  classes.forEach(name => widget.addClass(name));
  return widget;
}
