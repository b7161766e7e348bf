/** The section of metrics and verified queries: what it does with one, and when it reads. */
import { Notification } from '@jupyterlab/apputils';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { refreshIcon, Toolbar, ToolbarButton } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import type { ISignal } from '@lumino/signaling';
import { Panel } from '@lumino/widgets';

import type { Metric, VerifiedQuery } from '../../api/types';
import { questionsOf } from '../../parts/dialogs';
import { questionCell, statementCell } from '../../parts/magic-cells';
import { insertOrTell } from '../../parts/new-cell';
import { told } from '../../parts/notify';
import { createBody, type KnowledgeActions } from './body';
import { metricDraft, queryDraft } from './draft';
import type { KnowledgeModel } from './model';

/** What the section works on. */
export interface KnowledgeWorld {
  model: KnowledgeModel;
  tracker: INotebookTracker | null;
  /** Names of the saved connections. */
  connections: () => readonly string[];
  connectionsChanged: ISignal<unknown, unknown>;
  /** Name of the saved connection that the current notebook uses; empty where it uses none. */
  current: () => string;
  trans: TranslationBundle;
}

/** Lists metrics and verified queries, and edits them. */
export class KnowledgeSection extends Panel implements Toolbar.IWidgetToolbar, KnowledgeActions {
  constructor(private readonly world: KnowledgeWorld) {
    super();
    const { model, trans, connections, connectionsChanged } = world;
    this.id = 'iopsdata-knowledge';
    this.addClass('iops-Knowledge');
    this.title.label = trans.__('Metrics and verified queries');
    this.toolbar = createToolbar(model, trans);
    this.addWidget(createBody({ model, actions: this, connections, connectionsChanged, trans }));
  }

  /** Opens the form of a question that is to be verified. */
  startVerifying(query: { question: string; sql: string; connection: string }): void {
    const { question, sql, connection } = query;
    this.world.model.edit({ kind: 'query', original: null, question, sql, connection });
  }

  onNew(kind: 'metric' | 'query'): void {
    const { model, current } = this.world;
    if (kind === 'metric') {
      model.edit(metricDraft(null, current()));
    } else {
      this.startVerifying({ question: '', sql: '', connection: current() });
    }
  }

  onEditMetric(metric: Metric): void {
    this.world.model.edit(metricDraft(metric, this.world.current()));
  }

  onEditQuery(query: VerifiedQuery): void {
    this.world.model.edit(queryDraft(query));
  }

  async onDeleteMetric(metric: Metric): Promise<void> {
    const { model, trans } = this.world;
    if (await questionsOf(trans).confirm(trans.__('Delete this metric?'), metric.name, trans.__('Delete'))) {
      await this.deleted(model.removeMetric(metric));
    }
  }

  async onDeleteQuery(query: VerifiedQuery): Promise<void> {
    const { model, trans } = this.world;
    if (
      await questionsOf(trans).confirm(
        trans.__('Delete this verified query?'),
        query.question,
        trans.__('Delete')
      )
    ) {
      await this.deleted(model.removeQuery(query));
    }
  }

  onAsk({ connection, question }: VerifiedQuery): void {
    insertOrTell(this.world.tracker, questionCell(connection, question), this.world.trans);
  }

  onInsert({ connection, sql }: VerifiedQuery): void {
    insertOrTell(this.world.tracker, statementCell(connection, sql), this.world.trans);
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this.world.model.refresh();
  }

  private async deleted(removing: Promise<void>): Promise<void> {
    if (await told(removing)) {
      Notification.success(this.world.trans.__('Deleted.'), { autoClose: 2000 });
    }
  }

  readonly toolbar: Toolbar;
}

function createToolbar(model: KnowledgeModel, trans: TranslationBundle): Toolbar {
  const toolbar = new Toolbar();
  const onClick = (): void => void model.refresh();
  toolbar.addItem('refresh', new ToolbarButton({ icon: refreshIcon, onClick, tooltip: trans.__('Refresh') }));
  return toolbar;
}
