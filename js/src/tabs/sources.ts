/** Where profiles and lineage come from. */
import type { Client } from '../api/client';
import { ApiFailure } from '../failure';
import type { Translate } from '../replies';
import type { IConnectionsModel, IKernelLink } from '../tokens';
import { targetName, type FrameTarget, type TableTarget, type Target } from './target';

/** Version of what the renderers read. */
const VERSION = 1;

/** Reads profiles and lineage; both reject with an ApiFailure. */
export class TabSources {
  constructor(
    private readonly api: Pick<Client, 'profileTable'>,
    private readonly link: IKernelLink,
    private readonly connections: IConnectionsModel,
    private readonly trans: Translate
  ) {}

  /** A profile as the notebook's outputs hold it. */
  async profile(target: Target): Promise<unknown> {
    if ('frame' in target) {
      this.check(target.notebook);
      return this.link.request('profile', { frame: target.frame });
    }
    return (await this.isSaved(target.connection)) ? this.ofSaved(target) : this.ofOpen(target);
  }

  /** A lineage graph as the notebook's outputs hold it. */
  async lineage(target: Target, notebook: string): Promise<unknown> {
    this.check(notebook);
    const schema = 'frame' in target ? null : target.schema || null;
    return this.link.request('lineage', { name: targetName(target), schema });
  }

  /** By the server; by the kernel where only that can open the connection. */
  private async ofSaved(target: TableTarget): Promise<unknown> {
    try {
      const profile = await this.api.profileTable(target.connection, target.table, target.schema || null);
      return { version: VERSION, profile };
    } catch (error) {
      if (error instanceof ApiFailure && this.isOpen(target.connection)) {
        return this.ofOpen(target);
      }
      throw error;
    }
  }

  private ofOpen({ connection, schema, table }: TableTarget): Promise<unknown> {
    return this.link.request('profile', { connection, schema, table });
  }

  private async isSaved(connection: string): Promise<boolean> {
    if (this.connections.state.status !== 'ready') {
      await this.connections.refresh();
    }
    const { state } = this.connections;
    // Where the list cannot be read, the server tells why, too.
    return state.status !== 'ready' || state.connections.some(saved => saved.name === connection);
  }

  private isOpen(connection: string): boolean {
    const { state } = this.link;
    return state.status === 'ready' && state.snapshot.connections.some(open => open.name === connection);
  }

  /** Refuses to ask the kernel of another notebook. */
  private check(notebook: FrameTarget['notebook']): void {
    const { state } = this.link;
    if (notebook && state.status !== 'none' && state.notebook !== notebook) {
      throw new ApiFailure({
        title: this.trans.__('Notebook'),
        message: this.trans.__('This belongs to the notebook %1.', notebook),
        hint: this.trans.__('Go to that notebook, then try again.')
      });
    }
  }
}
