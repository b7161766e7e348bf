/** What a test found. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

import type { ConnectionTest } from '../../../api/types';
import { FailureNotice } from '../../../parts/failure-notice';

interface ResultProps {
  test: ConnectionTest;
  trans: TranslationBundle;
}

/** Version, times and account, and a warning where the account may do more than it needs to. */
export function TestResult({ test, trans }: ResultProps): ReactElement {
  if (!test.ok) {
    return <FailureNotice failure={test.error} />;
  }
  const facts: [string, string][] = [
    [trans.__('Server'), test.version],
    [trans.__('Round trip'), trans.__('%1 ms', test.latency_ms)],
    [trans.__('Opened in'), trans.__('%1 ms', test.opened_ms)],
    ...(test.user ? [[trans.__('Account'), test.user] as [string, string]] : [])
  ];
  return (
    <div className="iops-TestResult" role="status">
      <p className="iops-TestResult-title">{trans.__('The connection works.')}</p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {test.warnings.map(warning => (
        <p key={warning} className="iops-TestResult-warning">
          {warning}
        </p>
      ))}
    </div>
  );
}
