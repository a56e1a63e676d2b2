import type { Clock } from '../base/clock.ts';
import { keepAliveMs } from './ollamaBodies.ts';
import type { OllamaModelFacts } from './ollamaServer.ts';
import type { ServerNotice } from './serverNotices.ts';
import type { BackendSettings } from './settings.ts';

export interface PlacementOptions {
  readonly settings: Pick<BackendSettings, 'id' | 'model' | 'origin' | 'contextTokens'>;
  readonly clock: Clock;
  /** Called each time that something is found; whoever gets it tells the person once. */
  readonly notice: (notice: ServerNotice) => void;
}

/**
 * Watches in what Ollama tells (`/api/ps`) where it has put a model: partly outside the video memory, or out of the
 * memory before its time, because another model needed the room.
 */
export class OllamaPlacement {
  readonly #options: PlacementOptions;
  /** Milliseconds since the Unix epoch until which the model should stay loaded; undefined while it need not be. */
  #loadedUntilMs: number | undefined;

  constructor(options: PlacementOptions) {
    this.#options = options;
  }

  /** Takes what the server has just told. */
  note(facts: OllamaModelFacts): void {
    const nowMs = this.#options.clock.now();
    if (facts.isLoaded) {
      this.#loadedUntilMs = facts.loadedUntilMs ?? nowMs + keepAliveMs;
      this.#noteMemory(facts);
      return;
    }
    const isEarly = this.#loadedUntilMs !== undefined && nowMs < this.#loadedUntilMs;
    this.#loadedUntilMs = undefined;
    const [other] = facts.otherLoadedModels;
    // Without another model in its place, the server was only started anew, or somebody has stopped the model.
    if (isEarly && other !== undefined) this.#tell('evicted', describeEviction(this.#options.settings.model, other));
  }

  /** The model has just answered, which keeps it loaded for the whole time again. */
  noteUse(): void {
    this.#loadedUntilMs = this.#options.clock.now() + keepAliveMs;
  }

  /** The server was away, and what it had loaded with it. */
  forget(): void {
    this.#loadedUntilMs = undefined;
  }

  #noteMemory({ sizeBytes, videoMemoryBytes }: OllamaModelFacts): void {
    // Without any of it in video memory the machine has none to use, as a rule, and there is nothing to mend.
    if (!sizeBytes || !videoMemoryBytes || videoMemoryBytes >= sizeBytes) return;
    const percent = Math.min(99, Math.max(1, Math.round((100 * videoMemoryBytes) / sizeBytes)));
    this.#tell('partly-on-cpu', describePartly(this.#options.settings, percent));
  }

  #tell(kind: ServerNotice['kind'], message: string): void {
    const { id: backendId, origin, model } = this.#options.settings;
    this.#options.notice({ kind, backendId, origin, model, message });
  }
}

function describePartly(settings: PlacementOptions['settings'], percent: number): string {
  const context =
    settings.contextTokens === undefined ? '' : ` or a smaller “contextTokens” for “${settings.id}” in the settings`;
  return `Only ${percent} % of “${settings.model}” fits on the graphics card, so Ollama runs the rest on the processor, which is slower. Choose a smaller model${context}.`;
}

function describeEviction(model: string, other: string): string {
  return `Ollama has unloaded “${model}” to make room for “${other}”, and now loads it anew, which takes a while. Choose models that fit into the memory together, or one model for everything.`;
}
