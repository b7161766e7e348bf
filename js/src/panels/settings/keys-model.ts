/** Providers, their keys, and what a test of one found. A key passes through and is never kept here. */
import { Signal, type ISignal } from '@lumino/signaling';

import type { Provider, ProviderDetail, ProviderTest, ProviderTestInput } from '../../api/types';
import { ApiFailure } from '../../failure';
import type { Failure } from '../../tokens';

/** The routes that are needed; every one rejects with an ApiFailure. */
export interface KeysRoutes {
  listProviders(): Promise<readonly Provider[]>;
  getProvider(name: string): Promise<ProviderDetail>;
  saveProviderKey(name: string, key: string, api_base?: string | null): Promise<ProviderDetail>;
  deleteProviderKey(name: string): Promise<void>;
  testProviderKey(name: string, body: ProviderTestInput): Promise<ProviderTest>;
}

/** What is known of providers. */
export interface KeysState {
  providers: readonly Provider[];
  /** The one that is looked at. */
  chosen: ProviderDetail | null;
  busy: 'no' | 'reading' | 'saving' | 'testing';
  test: ProviderTest | null;
  failure: Failure | null;
}

/** Beginnings of model names that litellm knows without a provider in front. */
const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [/^claude/, 'anthropic'],
  [/^gemini/, 'gemini'],
  [/^command/, 'cohere'],
  [/^(mistral|codestral|ministral)/, 'mistral']
];

/** The provider that a model's name speaks of; OpenAI's models go without one. */
export function providerOf(model: string, names: readonly string[]): string {
  const prefix = model.split('/')[0] ?? '';
  if (model.includes('/') && names.includes(prefix)) {
    return prefix;
  }
  return BEGINNINGS.find(([beginning]) => beginning.test(model))?.[1] ?? 'openai';
}

/** Parts of the names of models that cost little. */
const CHEAP = /mini|nano|haiku|flash|small|lite|8b/;

/** The model that a test of the provider asks: that of the settings where it is one of its own, else a cheap one. */
export function testedModel(
  { name, models }: Pick<ProviderDetail, 'name' | 'models'>,
  model: string
): string {
  if (model !== '' && (models.includes(model) || providerOf(model, [name]) === name)) {
    return model;
  }
  const own = models.filter(each => !each.startsWith('ft:'));
  return own.find(each => CHEAP.test(each)) ?? own[0] ?? '';
}

/** The providers as this page knows them. */
export class KeysModel {
  constructor(private readonly routes: KeysRoutes) {}

  get state(): KeysState {
    return this._state;
  }

  get stateChanged(): ISignal<this, KeysState> {
    return this._stateChanged;
  }

  /** Reads the providers, and the one that is looked at, or that the model is of. */
  refresh(model: string): Promise<void> {
    return this.work('reading', async (_, show) => {
      const providers = await this.routes.listProviders();
      this.set({ providers });
      const names = providers.map(({ name }) => name);
      const name = this._state.chosen?.name ?? providerOf(model, names);
      if (names.includes(name)) {
        show({ chosen: await this.routes.getProvider(name) });
      }
    });
  }

  /** Looks at another provider. */
  choose(name: string): Promise<void> {
    return this.work('reading', async (_, show) => {
      show({ test: null, chosen: await this.routes.getProvider(name) });
    });
  }

  /** Keeps a key of the provider that is looked at; `api_base`: the only address that it is sent to. */
  saveKey(key: string, api_base: string | null): Promise<void> {
    return this.work('saving', async (name, show) => {
      show({ test: null, chosen: await this.routes.saveProviderKey(name, key, api_base) });
      this.set({ providers: await this.routes.listProviders() });
    });
  }

  forgetKey(): Promise<void> {
    return this.work('saving', async (name, show) => {
      await this.routes.deleteProviderKey(name);
      show({ test: null, chosen: await this.routes.getProvider(name) });
      this.set({ providers: await this.routes.listProviders() });
    });
  }

  /** Asks a model of the provider one question, with a key or with the one that a kernel would use. */
  test(input: ProviderTestInput): Promise<void> {
    return this.work('testing', async (name, show) => {
      show({ test: null });
      show({ test: await this.routes.testProviderKey(name, input) });
    });
  }

  /** `show` of the task does nothing any more once something else has been asked for. */
  private async work(
    busy: KeysState['busy'],
    task: (chosen: string, show: (change: Partial<KeysState>) => void) => Promise<void>
  ): Promise<void> {
    const turn = ++this._turn;
    const show = (change: Partial<KeysState>): void => {
      if (turn === this._turn) {
        this.set(change);
      }
    };
    this.set({ busy, failure: null });
    try {
      await task(this._state.chosen?.name ?? '', show);
    } catch (error) {
      if (!(error instanceof ApiFailure)) {
        throw error;
      }
      show({ failure: error.failure });
    } finally {
      show({ busy: 'no' });
    }
  }

  private set(change: Partial<KeysState>): void {
    this._state = { ...this._state, ...change };
    this._stateChanged.emit(this._state);
  }

  private _state: KeysState = { providers: [], chosen: null, busy: 'no', test: null, failure: null };
  private _turn = 0;
  private readonly _stateChanged = new Signal<this, KeysState>(this);
}
