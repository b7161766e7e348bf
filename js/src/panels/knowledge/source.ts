/** Metrics and verified queries over the routes; decides what a save is checked against. */
import type { Client } from '../../api/client';
import type { IKernelLink } from '../../tokens';
import { metricChange, type MetricDraft, type QueryDraft } from './draft';
import type { KnowledgeSource } from './model';

/** The notebook's own database, which no server can open. */
const NOTEBOOK = 'notebook';
const NOTEBOOK_DIALECT = 'duckdb';

/** The source over a client. `saved` gives the names of the saved connections, once they have been read. */
export function sourceOf(
  api: Client,
  link: Pick<IKernelLink, 'state'> | null,
  saved: () => Promise<readonly string[]>
): KnowledgeSource {
  const isSaved = async (name: string): Promise<boolean> => (await saved()).includes(name);
  return {
    metrics: () => api.listMetrics(),
    queries: () => api.listVerifiedQueries(),
    save: (draft, revision) =>
      draft.kind === 'metric' ? saveMetric(api, draft, revision) : saveQuery(draft, revision),
    removeMetric: ({ name, revision }) => api.deleteMetric(name, revision),
    removeQuery: ({ id, revision }) => api.deleteVerifiedQuery(id, revision)
  };

  async function saveQuery(draft: QueryDraft, revision: string | undefined): Promise<void> {
    const { question, sql, connection, original } = draft;
    const check = (await isSaved(connection)) || undefined;
    if (original) {
      const { dialect, parameters } = original;
      await api.changeVerifiedQuery(original.id, { sql, dialect, parameters }, revision, check);
    } else {
      const dialect = await dialectOf(connection);
      await api.createVerifiedQuery({ question: question.trim(), sql, connection, dialect }, check);
    }
  }

  async function dialectOf(connection: string): Promise<string> {
    const opened =
      link?.state.status === 'ready'
        ? link.state.snapshot.connections.find(({ name }) => name === connection)
        : undefined;
    if (opened) {
      return opened.dialect;
    }
    return connection === NOTEBOOK ? NOTEBOOK_DIALECT : (await api.listSchemas(connection)).dialect;
  }
}

async function saveMetric(api: Client, draft: MetricDraft, revision: string | undefined): Promise<void> {
  const change = metricChange(draft);
  const connection = draft.connection || undefined;
  if (draft.original) {
    await api.changeMetric(draft.original.name, change, revision, connection);
  } else {
    await api.createMetric({ ...change, name: draft.name.trim() }, connection);
  }
}
