/** A line of a list that unfolds into details and what can be done. */
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';

/** How a line is shown. */
export interface UnfoldingProps {
  title: string;
  /** Whether the title is code. */
  isCode?: boolean;
  /** What stands below the title. */
  facts: ReactNode;
  isOpen: boolean;
  onToggle: () => void;
  /** What the Delete key does. */
  onDelete: () => void;
  /** The details; drawn only while the line is open. */
  children: ReactNode;
}

/** The line is a button; Enter unfolds it, Escape folds it, Delete asks to delete. */
export function Unfolding(props: UnfoldingProps): ReactElement {
  const { title, isCode, facts, isOpen, onToggle, onDelete, children } = props;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Delete') {
      onDelete();
    } else if (event.key === 'Escape' && isOpen) {
      onToggle();
    }
  };
  return (
    <div className="iops-Unfolding">
      <button
        data-item=""
        className="iops-Unfolding-line"
        aria-expanded={isOpen}
        onClick={onToggle}
        onKeyDown={onKeyDown}
      >
        <span className={`iops-Unfolding-title${isCode ? ' iops-mod-code' : ''}`}>{title || '…'}</span>
        <span className="iops-Unfolding-facts">{facts}</span>
      </button>
      {isOpen && <div className="iops-Unfolding-details">{children}</div>}
    </div>
  );
}

/** A button below the details; one without `act` is left out. */
export interface Action {
  label: string;
  title?: string;
  act: (() => void) | null;
}

/** Buttons in a row. */
export function Actions({ actions }: { actions: readonly Action[] }): ReactElement {
  return (
    <div className="iops-Actions">
      {actions.map(
        ({ label, title, act }) =>
          act && (
            <button key={label} className="jp-mod-styled jp-mod-minimal" title={title} onClick={act}>
              {label}
            </button>
          )
      )}
    </div>
  );
}
