/** Keys that are meant for a widget and not for the notebook around it. */

/**
 * Listens for the focus: keeps keys such as `x`, which cuts a cell in JupyterLab, from its shortcuts. Lumino
 * asks the focused element before those around it, so that the mark must be on that very element.
 */
export function keepKeys(event: FocusEvent): void {
  if (event.target instanceof HTMLElement || event.target instanceof SVGElement) {
    event.target.dataset['lmSuppressShortcuts'] = 'true';
  }
}
