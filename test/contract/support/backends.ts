import { type Catalog, createCatalog } from '../../../src/backends/catalog.ts';
import { type ContactRecord, createGate, type Gate } from '../../../src/backends/gate.ts';
import { parseBackends } from '../../../src/backends/settings.ts';
import { type Clock, createSystemClock } from '../../../src/base/clock.ts';
import type { MayContact } from '../../../src/contract/admission.ts';
import type { Backend } from '../../../src/contract/backend.ts';
import type { Departure } from '../../../src/contract/egress.ts';
import type { Locality } from '../../../src/contract/routing.ts';

export interface TestBackendOptions {
  readonly key?: string | undefined;
  readonly locality?: Locality;
  readonly mayContact?: MayContact;
  readonly clock?: Clock;
}

/** A host name that stands for another machine; the remote fetch below finds it at 127.0.0.1. */
export const remoteHost = 'remote.example';

const fetchFromRemoteHost: typeof fetch = (input, init) => fetch(String(input).replace(remoteHost, '127.0.0.1'), init);

export interface TestBackend extends Disposable {
  readonly backend: Backend;
  readonly catalog: Catalog;
  /** Every connection that was opened. */
  readonly contacts: readonly ContactRecord[];
  /** What was written down of what left, in its order. */
  readonly departures: readonly Departure[];
}

export const silentLog = { debug() {}, info() {}, warn() {}, error() {} };

/** A backend as the product makes it: from an entry of the settings, through the catalogue and the gate. */
export function makeBackend(entry: Record<string, unknown>, options: TestBackendOptions = {}): TestBackend {
  const { backends, problems } = parseBackends({ tested: entry });
  if (problems.length > 0) throw new Error(problems.join(' '));
  const contacts: ContactRecord[] = [];
  const departures: Departure[] = [];
  const gate: Gate = createGate({
    recordDeparture: async (departure) => void departures.push(departure),
    mayContact: options.mayContact ?? (() => undefined),
    remoteFetch: fetchFromRemoteHost,
    onDidContact: (record) => contacts.push(record),
  });
  const catalog = createCatalog({
    settings: backends,
    localityOf: () => options.locality ?? 'local',
    gate,
    keys: { get: async () => options.key },
    clock: options.clock ?? createSystemClock(),
    log: silentLog,
  });
  const backend = catalog.get('tested');
  if (backend === undefined) throw new Error('The backend was not made.');
  return {
    backend,
    catalog,
    contacts,
    departures,
    [Symbol.dispose]() {
      catalog.dispose();
      gate.dispose();
    },
  };
}
