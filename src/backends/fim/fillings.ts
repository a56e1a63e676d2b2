import type { Disposable } from '../../base/disposable.ts';
import type { Log } from '../../contract/log.ts';
import { Knowledge } from '../knowledge.ts';
import { describeFilling } from './describeFilling.ts';
import type { Filling } from './selfTest.ts';

/**
 * How the models of one server fill in: tested once for each model at its first use, since a server may be started anew
 * with another one. A test outlives the request that needed it first, and a test that could not be made is made again.
 */
export class Fillings implements Disposable {
  readonly #log: Log;
  readonly #backendId: string;
  readonly #byModel = new Map<string, Knowledge<Filling>>();

  constructor(log: Log, backendId: string) {
    this.#log = log;
    this.#backendId = backendId;
  }

  get(model: FilledModel, signal: AbortSignal): Promise<Filling> {
    const knowledge = this.#byModel.get(model.key) ?? this.#create(model);
    return knowledge.get(signal);
  }

  /** The next use tests anew: a person has asked for it. */
  forget(): void {
    for (const knowledge of this.#byModel.values()) knowledge.forget();
  }

  dispose(): void {
    for (const knowledge of this.#byModel.values()) knowledge.dispose();
  }

  #create({ key, name, test }: FilledModel): Knowledge<Filling> {
    const knowledge = new Knowledge(async (signal) => {
      const filling = await test(signal);
      this.#log.info(`“${this.#backendId}” with ${name}: ${describeFilling(filling)}.`);
      return filling;
    });
    this.#byModel.set(key, knowledge);
    return knowledge;
  }
}

export interface FilledModel {
  /** Tells this model from any other that the server may have under the same name. */
  readonly key: string;
  readonly name: string;
  readonly test: (signal: AbortSignal) => Promise<Filling>;
}
