/** The error that a failed request becomes. */
import type { Failure } from './tokens';

/** A request that the server refused, or that did not reach it. */
export class ApiFailure extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}
