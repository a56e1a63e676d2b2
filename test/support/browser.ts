import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import type { Report } from './cache.ts';
import { findOnPath, retryOnce, runCommand } from './command.ts';
import { SetupError } from './setupError.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Finds Chromium or Chrome; as root on a Debian-like machine it installs Chromium where there is none. */
export async function ensureChromium(report: Report = () => undefined): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && findOnPath('apt-get') !== undefined) await installChromium(report);
  const installed = findChromium();
  if (installed !== undefined) return installed;
  throw new SetupError(
    'Chromium was not found: install chromium or google-chrome, or set WATERSHED_CHROMIUM to its path.',
  );
}

/** Starts Chromium without a window, with these flags besides the usual ones. */
export async function launchBrowser(report?: Report, flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(report),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  });
}

function findChromium(): string | undefined {
  const chosen = process.env['WATERSHED_CHROMIUM'];
  if (chosen !== undefined) return chosen;
  return names.map(findOnPath).find((path) => path !== undefined) ?? macPaths.find((path) => existsSync(path));
}

async function installChromium(report: Report): Promise<void> {
  report('installing chromium with apt-get');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await retryOnce('apt-get install chromium', report, async () => {
    await runCommand('apt-get', ['update', '-qq'], { env });
    await runCommand('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  });
}
