/** A failure in the words of the server, with the way out. */
import type { ReactElement } from 'react';

import type { Failure } from '../tokens';

/** Told to a screen reader as soon as it appears. */
export function FailureNotice({ failure }: { failure: Failure }): ReactElement {
  return (
    <div className="iops-Failure" role="alert">
      <p className="iops-Failure-message">{failure.message}</p>
      {failure.hint && <p>{failure.hint}</p>}
    </div>
  );
}
