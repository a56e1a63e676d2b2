import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { ProjectContext } from '../../../src/completion/context/projectContext.ts';
import { createCompletionEngine } from '../../../src/completion/engine.ts';
import type { CompletionFault } from '../../../src/completion/faults.ts';
import type { Acceptance } from '../../../src/completion/reception.ts';
import type { CompletionSettings, CompletionSnapshot, Ghost } from '../../../src/completion/snapshot.ts';
import { allOn } from '../../../src/completion/switches.ts';
import type { Syntax } from '../../../src/syntax/syntax.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';
import { type ScriptedAnswer, ScriptedModel } from './scriptedModel.ts';

type Answer = string | ScriptedAnswer;

/** What a test may say of the document and the settings; everything else is as in a fresh TypeScript file. */
export interface Scene extends Partial<Omit<CompletionSnapshot, 'textBefore' | 'textAfter'>> {
  readonly answers?: readonly Answer[];
  readonly settings?: Partial<CompletionSettings>;
  readonly path?: string;
  readonly languageId?: string;
  readonly syntax?: Syntax;
  readonly context?: ProjectContext;
}

/** Longer than every debounce and every scripted answer. */
const pauseMs = 1_000;

/**
 * The document after the ghost at █ was accepted, or undefined when none came.
 * @example await complete(t, 'foo(█)', 'bar)') // 'foo(bar)█'
 */
export async function complete(t: TestContext, document: string, answer: Answer, scene: Scene = {}) {
  const editor = open(t, document, { ...scene, answers: [answer] });
  await editor.ask();
  if (editor.ghost === undefined) return undefined;
  editor.insertGhost();
  return editor.document;
}

/** A document in which █ is the cursor, an engine over it, and the model behind that. All is checked at the test's end. */
export function open(t: TestContext, document: string, scene: Scene = {}): Editor {
  const editor = new Editor(document, scene);
  t.after(() => editor.close());
  return editor;
}

/** A person at an editor that does with ghost text what VS Code does, as far as extensions see it. */
export class Editor {
  readonly clock = new FakeClock();
  readonly model = new ScriptedModel(this.clock);
  readonly faults: CompletionFault[] = [];
  readonly acceptances: Acceptance[] = [];
  readonly log: string[] = [];
  recoveries = 0;
  /** How often more of the ghost had come than it shows. */
  grown = 0;
  /** What the screen showed right of the cursor after each change of it; '' stands for no ghost. */
  readonly history: string[] = [];
  readonly engine;
  ghost: Ghost | undefined;
  scene: Scene;
  #before: string;
  #after: string;
  #asking = new AbortController();
  /** What a key was noted with; VS Code asks about the same moment later. */
  #noted: { readonly document: string; readonly snapshot: CompletionSnapshot } | undefined;
  /** Ghosts that came to calls that had been cancelled. */
  readonly #lateGhosts: Ghost[] = [];

  constructor(document: string, scene: Scene) {
    const [before = '', after] = document.split('█');
    assert.ok(after !== undefined, 'The document has no █.');
    this.scene = scene;
    this.#before = before;
    this.#after = after;
    this.model.says(...(scene.answers ?? []));
    const at = (level: string) => (line: string) => this.log.push(`${level}: ${line}`);
    this.engine = createCompletionEngine({
      send: this.model.send,
      clock: this.clock,
      log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
      settings: () => ({ switches: allOn, contextTokens: undefined, ...this.scene.settings }),
      syntax: scene.syntax,
      context: scene.context,
    });
    this.engine.onDidFault((fault) => this.faults.push(fault));
    this.engine.onDidRecover(() => this.recoveries++);
    this.engine.onDidGrow(() => this.grown++);
    this.engine.onDidAccept((acceptance) => this.acceptances.push(acceptance));
  }

  get document(): string {
    return `${this.#before}█${this.#after}`;
  }

  /** Moves the cursor, or lets somebody else change the document: VS Code cancels and hides, and asks nothing. */
  set document(document: string) {
    const [before = '', after = ''] = document.split('█');
    this.#before = before;
    this.#after = after;
    this.#asking.abort();
    this.#draw(undefined);
  }

  get snapshot(): CompletionSnapshot {
    const {
      path = 'src/a.ts',
      languageId = 'typescript',
      answers: _,
      settings: __,
      syntax: ___,
      context: ____,
      ...snapshot
    } = this.scene;
    return {
      origin: { uri: `file:///w/${path}`, path, languageId },
      cursorOffset: this.#before.length,
      textBefore: this.#before,
      textAfter: this.#after,
      eol: '\n',
      insertSpaces: true,
      tabSize: 2,
      trigger: 'automatic',
      hasSelection: false,
      cursorCount: 1,
      selectedSuggestion: undefined,
      isExcluded: false,
      ...snapshot,
    };
  }

  /** Asks as VS Code does at a key, without waiting for a model. */
  press(): void {
    this.#asking.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const isUsual = this.scene.selectedSuggestion === undefined && this.scene.trigger !== 'manual';
    const noted = isUsual && this.#noted?.document === this.document ? this.#noted : undefined;
    const snapshot = noted?.snapshot ?? this.snapshot;
    this.#noted = undefined;
    const result = this.engine.complete(snapshot, asking.signal);
    this.#draw(result instanceof Promise ? undefined : result, snapshot);
    if (result instanceof Promise) void this.#drawLater(result, snapshot, asking.signal);
  }

  /** Asks and waits for what comes. */
  async ask(scene: Scene = {}): Promise<Ghost | undefined> {
    this.scene = { ...this.scene, ...scene };
    this.press();
    await this.pause();
    return this.ghost;
  }

  async pause(durationMs = pauseMs): Promise<void> {
    await this.clock.advance(durationMs);
  }

  /** Types key by key, `keyMs` apart; `closes` is what the editor puts right of the cursor by itself. */
  async type(text: string, { keyMs = 0, closes = '' } = {}): Promise<void> {
    for (const key of text) {
      this.#before += key;
      this.#after = closes + this.#after;
      this.press();
      if (keyMs > 0) await this.pause(keyMs);
      else await settle();
    }
  }

  /** A key changes the text, and the editor will ask only in a moment, with `press`; typed into a ghost it stays drawn. */
  async key(text: string): Promise<void> {
    this.#before += text;
    const { document, snapshot } = this;
    this.#noted = { document, snapshot };
    this.engine.noteKey(snapshot);
    await settle();
  }

  async backspace(count = 1): Promise<void> {
    for (let pressed = 0; pressed < count; pressed++) {
      this.#before = this.#before.slice(0, -1);
      this.press();
      await settle();
    }
  }

  /** Puts the ghost into the document, as Tab does. */
  insertGhost(): void {
    assert.ok(this.ghost !== undefined, 'There is no ghost to accept.');
    this.#before = this.#before.slice(0, this.#before.length - this.ghost.replaceBefore) + this.ghost.text;
    this.#after = this.#after.slice(this.ghost.replaceAfter);
  }

  /** Tab: the ghost goes into the document, the engine hears of it, and VS Code asks anew. */
  accept(): void {
    const { ghost } = this;
    this.insertGhost();
    if (ghost !== undefined) this.engine.noteAccepted(ghost);
    this.press();
  }

  /** Ctrl+Right: the next word of the ghost goes into the document. */
  acceptWord(): void {
    const word = /^\s*([\p{L}\p{N}_]+|[^\s])/u.exec(this.shown)?.[0] ?? '';
    this.#before += word;
    this.press();
  }

  escape(): void {
    this.engine.noteDismissed(this.snapshot.origin.uri);
    this.#draw(undefined);
  }

  /** The ghost's text from the cursor on, or ''. */
  get shown(): string {
    return this.history.at(-1) ?? '';
  }

  close(): void {
    this.engine.dispose();
    this.engine.dispose();
    assert.deepEqual(this.#lateGhosts, [], 'A call that was cancelled got a ghost.');
    assert.equal(this.clock.pendingCount, 0, 'A timer was left behind.');
    const unexpected = this.faults.filter((fault) => fault.kind === 'unexpected');
    if (!this.scene.answers?.some(isUnexpectedFault)) assert.deepEqual(unexpected, [], this.log.join('\n'));
  }

  async #drawLater(result: Promise<Ghost | undefined>, snapshot: CompletionSnapshot, signal: AbortSignal) {
    const ghost = await result;
    if (ghost === undefined) return;
    if (signal.aborted) this.#lateGhosts.push(ghost);
    else this.#draw(ghost, snapshot);
  }

  #draw(ghost: Ghost | undefined, snapshot?: CompletionSnapshot): void {
    if (ghost !== undefined && snapshot !== undefined) assertDrawable(ghost, snapshot);
    this.ghost = ghost;
    const shown = ghost === undefined ? '' : ghost.text.slice(ghost.replaceBefore);
    if (shown !== this.shown) this.history.push(shown);
  }
}

/** VS Code hides ghost text unless it begins with what stands left of the cursor and keeps what stands right of it. */
function assertDrawable(ghost: Ghost, snapshot: CompletionSnapshot): void {
  const lineBefore = snapshot.textBefore.split(/\r\n|\n/).at(-1) ?? '';
  const lineAfter = snapshot.textAfter.split(/\r\n|\n/)[0] ?? '';
  assert.ok(ghost.replaceBefore <= lineBefore.length && ghost.replaceAfter <= lineAfter.length, 'range on one line');
  assert.ok(
    ghost.text.startsWith(lineBefore.slice(lineBefore.length - ghost.replaceBefore)),
    'text begins as the line',
  );
  let at = ghost.replaceBefore;
  for (const character of lineAfter.slice(0, ghost.replaceAfter)) {
    at = ghost.text.indexOf(character, at) + 1;
    assert.ok(at > 0, 'what the range covers right of the cursor is part of the text');
  }
  const visible = ghost.text.replace(/\s/g, '').length;
  const standing = (
    lineBefore.slice(lineBefore.length - ghost.replaceBefore) + lineAfter.slice(0, ghost.replaceAfter)
  ).replace(/\s/g, '').length;
  assert.ok(visible > standing, 'something is visible');
}

function isUnexpectedFault(answer: Answer): boolean {
  return typeof answer !== 'string' && answer.error?.constructor === Error;
}
