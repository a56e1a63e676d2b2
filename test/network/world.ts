import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { packagedExtension } from '../editor/session.ts';
import { launchBrowser } from '../support/browser.ts';
import { startCodeServer } from '../support/codeServer.ts';
import { createEditorPage, type EditorPage } from '../support/editorPage.ts';
import type { EditorSettings } from '../support/editorSettings.ts';
import { type ModelServer, startLlamaServer } from '../support/llamaServer.ts';
import { ensureSmallModel } from '../support/models.ts';
import { freePort } from '../support/process.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { meterId } from '../support/watershed.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { type Link, watchLink } from './link.ts';
import { cloudNamespaceVariable } from './stage.ts';

/** What lives as long as the tests: the link, the cloud behind it, the model on this side, and a person's own folders. */
export interface World {
  readonly link: Link;
  readonly cloud: Cloud;
  readonly model: ModelServer;
  readonly workspace: string;
  readonly userDataDir: string;
  /**
   * Starts the editor anew, with the same person's settings, keys and consents, and with these settings laid over. A
   * connection that was open before is closed then, so that no packet of it can be taken for a new one.
   */
  startEditor(settings: EditorSettings): Promise<EditorPage>;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const namespace = process.env[cloudNamespaceVariable];
  if (namespace === undefined) throw new Error('These tests run in a network of their own: npm test -- network');
  const home = await temporaryFolder('network');
  const workspace = join(home, 'workspace');
  await cp(resolve('scripts/start/sample'), workspace, { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end();
  };
  try {
    const link = await watchLink(namespace, home);
    stops.push(link.stop);
    const cloud = await startCloud(namespace, home);
    stops.push(cloud.stop);
    const modelPath = await ensureSmallModel();
    const model = await startLlamaServer({ modelPath, alias: 'smollm2', maxOutputTokens: 16, isGreedy: true });
    stops.push(model.stop);
    const browser = await launchBrowser(undefined, [`--host-resolver-rules=${ownLookUps}`]);
    stops.push(() => browser.close());
    // What the editor keeps in the browser, such as the person's consents, lives in it and outlives each start.
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const userDataDir = join(home, 'user');
    const starter = await createStarter({ home, userDataDir, workspace, context });
    stops.push(starter.stop);
    return { link, cloud, model, workspace, userDataDir, startEditor: starter.start, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Chromium asks its maker for updates, for a signed-in account and about the form fields of a page, whatever that page
 * is: these names are not looked up. Every other one still is, such as that of a picture that a webview would load.
 */
const ownLookUps = 'MAP accounts.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND';

/** What the editor sends by itself, without any extension of ours, when a file is opened. */
const quietSettings: EditorSettings = {
  // TypeScript asks the npm registry for the types of what a project imports.
  'js/ts.tsserver.automaticTypeAcquisition.enabled': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  // A JSON file may name a schema that is fetched.
  'json.schemaDownload.enable': false,
};

interface Places {
  readonly home: string;
  readonly userDataDir: string;
  readonly workspace: string;
  readonly context: BrowserContext;
}

async function createStarter({ home, userDataDir, workspace, context }: Places) {
  const port = await freePort();
  const extensionsDir = join(home, 'extensions');
  await mkdir(userDataDir, { recursive: true });
  let running: { stop(): Promise<void> } | undefined;
  const stop = async () => {
    for (const page of context.pages()) await page.close();
    await running?.stop();
    running = undefined;
  };
  return {
    stop,
    async start(settings: EditorSettings): Promise<EditorPage> {
      const isFirst = running === undefined;
      await stop();
      const vsix = isFirst ? { vsix: await packagedExtension() } : {};
      const code = await startCodeServer({
        userDataDir,
        extensionsDir,
        port,
        settings: { ...quietSettings, ...settings },
        ...vsix,
      });
      running = code;
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      const editor = createEditorPage(page, code);
      await editor.open(workspace);
      await editor.waitForStatusItem(meterId);
      await editor.waitIdle();
      return editor;
    },
  };
}
