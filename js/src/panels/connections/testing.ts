/** What the tests of this folder share: connections, kernels and words. */
import { Signal } from '@lumino/signaling';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { SavedConnection } from '../../api/types';
import type { Failure, IKernelLink, KernelState, OpenConnection } from '../../tokens';

/** The texts as they stand in the code, with their values. */
export const english: Pick<TranslationBundle, '__'> = {
  __: (text: string, ...values: unknown[]) =>
    text.replace(/%(\d)/g, (_mark, index) => String(values[Number(index) - 1]))
};

export const failure: Failure = { title: 'Error', message: 'It does not work.', hint: 'Try again.' };

export function savedConnection(name: string, changes: Partial<SavedConnection> = {}): SavedConnection {
  return {
    ...{ name, driver: 'postgresql', target: `postgresql://ann@db.example:5432/${name}` },
    ...{ access: 'read_only', has_password: false, samples: false, revision: '0123456789abcdef' },
    ...changes
  };
}

export function openConnection(name: string, changes: Partial<OpenConnection> = {}): OpenConnection {
  const target = `postgresql://ann@db.example:5432/${name}`;
  return {
    name,
    driver: 'postgresql',
    target,
    access: 'read_only',
    dialect: 'postgres',
    note: '',
    ...changes
  };
}

export function ready(current: string, ...names: string[]): KernelState {
  const connections = names.map(name => openConnection(name));
  return { status: 'ready', notebook: 'work/a.ipynb', snapshot: { current, connections, dataframes: [] } };
}

/** A kernel whose state a test sets, and which keeps what it is asked. */
export class FakeLink implements IKernelLink {
  state: KernelState = { status: 'none' };
  readonly stateChanged = new Signal<this, KernelState>(this);
  readonly asked: [string, unknown][] = [];

  become(state: KernelState): void {
    this.state = state;
    this.stateChanged.emit(state);
  }

  request<T>(name: string, args?: unknown): Promise<T> {
    this.asked.push([name, args]);
    return Promise.resolve({} as T);
  }
}
