import { workerData } from 'node:worker_threads';
import { createSystemClock } from '../../../../src/base/clock.ts';
import { createEgressLog } from '../../../../src/metering/egress/egressLog.ts';
import { RecordedLog } from '../fixtures.ts';
import { departure, fixedSeal } from './support.ts';

// A window in a thread of its own: it writes as fast as it can, and again where another one held the file for too long.
const { filePath, name, count } = workerData as { filePath: string; name: string; count: number };
const egress = createEgressLog({
  ...{ filePath, clock: createSystemClock(), log: new RecordedLog(), seal: fixedSeal() },
  whenLedgerOpen: Promise.resolve(),
  keepsText: () => false,
  retentionDays: () => undefined,
});
for (let number = 0; number < count; number++) {
  let isWritten = false;
  while (!isWritten) {
    isWritten = await egress.record(departure({ path: `/${name}/${number}`, prompt: undefined })).then(
      () => true,
      () => false,
    );
  }
}
egress.dispose();
