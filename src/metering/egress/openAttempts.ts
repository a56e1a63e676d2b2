/** The attempts of which something left, until they are over. */
export interface OpenAttempts {
  /** A second departure of the same attempt, after a fault that passed, joins the first. */
  begin(requestId: string, backendId: string, recorded: Promise<void>): void;
  /** Calls `settle` once what left was written down; never where nothing left, or nothing was written down. */
  end(requestId: string, backendId: string, settle: () => void): void;
}

export function createOpenAttempts(): OpenAttempts {
  const departures = new Map<string, Promise<void>[]>();
  return {
    begin(requestId, backendId, recorded) {
      const name = JSON.stringify([requestId, backendId]);
      departures.set(name, [...(departures.get(name) ?? []), recorded]);
    },
    end(requestId, backendId, settle) {
      const name = JSON.stringify([requestId, backendId]);
      const ofThisAttempt = departures.get(name);
      if (ofThisAttempt === undefined) return;
      departures.delete(name);
      // Where each of them was refused, whoever asked for it was told so, and there is nothing to settle.
      Promise.any(ofThisAttempt).then(settle, () => undefined);
    },
  };
}
