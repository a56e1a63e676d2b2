import { cpus } from 'node:os';
import type { Clock } from './clock.ts';
import { pause } from './pause.ts';

/** Tells when this machine has processor time to spare for what nobody waits for. */
export interface MachineLoad {
  /**
   * Settles with true once half of the machine's processor time was idle for a moment, or with false after five seconds
   * without one. Whoever has a GPU computes well beside a long build.
   * @throws the signal's reason when it aborts
   */
  whenCalm(signal: AbortSignal): Promise<boolean>;
}

/** Processor time since the machine was started, of all cores together, in milliseconds. */
export interface ProcessorTimes {
  readonly idleMs: number;
  readonly totalMs: number;
}

/** Linux counts processor time in hundredths of a second, so 20 to a core. */
const sampleMs = 200;
const mostSamples = 25;
const calmIdleShare = 0.5;

export function createMachineLoad(clock: Clock, read: () => ProcessorTimes = readProcessorTimes): MachineLoad {
  return {
    async whenCalm(signal) {
      let before = read();
      for (let sample = 0; sample < mostSamples; sample++) {
        await pause(clock, sampleMs, signal);
        const now = read();
        // A system that does not tell.
        if (now.totalMs === 0) return true;
        const totalMs = now.totalMs - before.totalMs;
        // No time at all passes where the machine itself was held up, as a virtual one is when its host is busy.
        if (totalMs <= 0) continue;
        if ((now.idleMs - before.idleMs) / totalMs >= calmIdleShare) return true;
        before = now;
      }
      return false;
    },
  };
}

function readProcessorTimes(): ProcessorTimes {
  let [idleMs, totalMs] = [0, 0];
  for (const { times } of cpus()) {
    idleMs += times.idle;
    totalMs += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  return { idleMs, totalMs };
}
