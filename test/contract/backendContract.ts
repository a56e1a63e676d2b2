import { describe } from 'node:test';
import type { WireFormat } from './formats/wireFormat.ts';
import { describeAbilities } from './suite/abilities.ts';
import { describeAnswers } from './suite/answers.ts';
import { describeCancellation } from './suite/cancellation.ts';
import { describeFaults } from './suite/faults.ts';
import { createPlay } from './suite/play.ts';
import { describeReasoning } from './suite/reasoning.ts';
import { describeTools } from './suite/tools.ts';
import { describeTrust } from './suite/trust.ts';
import type { remoteHost } from './support/backends.ts';

/**
 * What every backend owes its caller, played in the wire format of its kind by a local server. Faults, silences and
 * odd cuts are played here; the engines themselves are asked in engineContract.ts.
 */
export function describeBackend(
  name: string,
  format: WireFormat,
  host: '127.0.0.1' | typeof remoteHost = '127.0.0.1',
): void {
  for (const task of format.tasks) {
    describe(`${name}: ${task}`, () => {
      const play = createPlay(format, task, host);
      for (const part of [describeAnswers, describeCancellation, describeFaults, describeTrust]) part(play);
      if (task === 'chat') for (const part of [describeReasoning, describeTools, describeAbilities]) part(play);
    });
  }
}
