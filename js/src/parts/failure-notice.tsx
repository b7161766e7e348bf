/** Why something failed, and what to do about it. */
import type { ReactElement } from 'react';

import type { Failure } from '../tokens';

/** A failure as a box that assistive technology announces. */
export function FailureNotice({ failure }: { failure: Failure }): ReactElement {
  return (
    <div className="iops-FailureNotice" role="alert">
      <p className="iops-FailureNotice-message">{failure.message}</p>
      {failure.hint && <p>{failure.hint}</p>}
    </div>
  );
}
