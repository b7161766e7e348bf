/** The error that a failed request becomes. */
import type { Failure } from './tokens';

/** A request that the server refused, or that did not reach it. */
export class ApiFailure extends Error {
  /** `status` is that of the answer; 0: the server was not reached, or it was no request to the server. */
  constructor(
    readonly failure: Failure,
    readonly status = 0
  ) {
    super(failure.message);
  }
}
