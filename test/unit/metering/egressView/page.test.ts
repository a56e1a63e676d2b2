import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../../support/browser.ts';
import { SetupError } from '../../../support/setupError.ts';
import { EgressPage } from './egressPage.ts';
import { listed, type MadeUpLog, nowMs, type OpenedView, openView } from './support.ts';

const browser = await launchOrReason();
const egressPage = typeof browser === 'string' ? undefined : await EgressPage.open(browser);
after(async () => typeof browser !== 'string' && browser.close());

/** A test against the real view in a real browser; it fails on any error of the page and of its security policy. */
function pageTest(
  name: string,
  fill: (egress: MadeUpLog) => void,
  run: (page: Page, opened: OpenedView) => Promise<void>,
  widthPx = 1200,
): void {
  test(name, { skip: typeof browser === 'string' ? browser : false }, async () => {
    assert.ok(egressPage);
    const opened = await openView(fill);
    await egressPage.page.setViewportSize({ width: widthPx, height: 700 });
    await egressPage.show(opened);
    await run(egressPage.page, opened);
    opened.view.dispose();
    assert.deepEqual(egressPage.faults, []);
  });
}

/** On a person's own machine a missing browser skips the tests and says why; where all must run it fails them. */
async function launchOrReason(): Promise<Browser | string> {
  try {
    return await launchBrowser();
  } catch (error) {
    if (error instanceof SetupError && process.env['CI'] !== 'true') return error.message;
    throw error;
  }
}

/** Rows a minute apart, the newest last. */
const rows = (count: number) => (egress: MadeUpLog) => {
  for (let n = count; n > 0; n--) egress.prompt({ atMs: nowMs - n * 60_000, prompt: { model: `model-${n}` } });
};
const some = (egress: MadeUpLog) => {
  egress.prompt({ origin: 'https://api.anthropic.com', prompt: { findings: { email: 1 }, redacted: 1 } });
  egress.prompt();
  egress.probe();
};
const shownRows = (page: Page) => page.getByTestId('exit').count();
const frame = 'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))';

pageTest(
  'the answer, the verdict and the rows are there, with destination, model, why, figures and outcome',
  some,
  async (page) => {
    assert.match(await page.getByTestId('answer').innerText(), /left this machine/);
    assert.match(await page.getByTestId('verdict').innerText(), /The log is whole/);
    const first = await page.getByTestId('exit').first().innerText();
    for (const part of ['api.openai.com', 'openai', 'gpt-large', 'Chat', 'spans several files', '4.2 KB', '$0.0042']) {
      assert.ok(first.includes(part), `${part} is not in ${first}`);
    }
    assert.match(first, /1,050 \/ 210 tokens[\s\S]*Answered[\s\S]*abababab/);
    assert.match(await page.getByTestId('exit').last().innerText(), /1 e-mail address\s*all redacted/);
  },
);

pageTest('filters hide rows, by keyboard too, and an empty list offers the way back', some, async (page) => {
  await page.getByTestId('search').focus();
  await page.keyboard.type('anthropic');
  await page.getByTestId('count').filter({ hasText: '1 of 3' }).waitFor();
  assert.equal(await shownRows(page), 1);
  await page.keyboard.type(' nowhere');
  await page.getByTestId('nothing').waitFor();
  assert.equal(await shownRows(page), 0);
  await page.getByTestId('clear-filter-here').press('Enter');
  await page.getByTestId('exit').nth(1).waitFor();
  assert.equal(await page.getByTestId('search').inputValue(), '');
  await page.getByTestId('without-prompt').press('Space');
  await page.getByTestId('exit').nth(2).waitFor();
  await page.getByTestId('host').selectOption('api.anthropic.com');
  await page.getByTestId('count').filter({ hasText: '1 of 3' }).waitFor();
  await page.getByTestId('clear-filter').click();
  assert.equal(await page.evaluate('document.activeElement.dataset.testid'), 'search');
});

pageTest('a row opens by key to its explanation, its hash and its links', some, async (page, opened) => {
  await page.getByTestId('toggle').first().press('Enter');
  const detail = page.getByTestId('detail');
  await detail.waitFor();
  assert.match(await detail.innerText(), /What was sent[\s\S]*Why there[\s\S]*How to check it/);
  assert.equal(await page.getByTestId('toggle').first().getAttribute('aria-expanded'), 'true');
  await detail.getByTestId('explain-route').click();
  await detail.getByTestId('copy-hash').click();
  await page.evaluate(frame);
  assert.deepEqual(opened.actions, [
    { type: 'explain-route', requestId: 'request-3' },
    { type: 'copy', text: 'ab'.repeat(32) },
  ]);
  await page.getByTestId('toggle').first().press('Enter');
  await detail.waitFor({ state: 'detached' });
});

pageTest(
  'a kept text shows on demand, as text: markup in it does nothing and hidden characters are seen',
  (egress) => egress.prompt({ text: '<img src=x onerror=alert(1)>\u202Eabc' }),
  async (page) => {
    await page.getByTestId('toggle').click();
    assert.equal(await page.locator('pre').count(), 0);
    await page.getByTestId('text-link').click();
    await page.locator('pre').waitFor();
    assert.equal(await page.locator('pre').innerText(), '<img src=x onerror=alert(1)>\\u{202E}abc');
    assert.equal(await page.locator('img').count(), 0);
  },
);

pageTest(
  'rows that come in above leave what is read in its place, and the focus on it',
  rows(150),
  async (page, opened) => {
    const read = page.locator('[data-sequence="101"]');
    await read.getByTestId('toggle').click();
    await page.getByTestId('detail').waitFor();
    const before = await read.boundingBox();
    opened.egress.prompt({ atMs: nowMs, settled: { atMs: nowMs } });
    opened.egress.prompt({ atMs: nowMs, settled: { atMs: nowMs } });
    opened.view.changed();
    await opened.clock.advance(1_000);
    await page.getByTestId('count').filter({ hasText: '152' }).waitFor();
    await page.evaluate(frame);
    const after = await read.boundingBox();
    assert.ok(before && after && Math.abs(before.y - after.y) < 2, `moved from ${before?.y} to ${after?.y}`);
    assert.equal(await page.getByTestId('detail').count(), 1);
    const focused = 'document.activeElement.closest("tr").dataset.sequence';
    assert.equal(await page.evaluate(focused), '101');
  },
);

pageTest('5,000 rows come in pages of 200', rows(5_000), async (page, opened) => {
  assert.equal(await shownRows(page), 200);
  await page.getByTestId('show-more').click();
  await page.getByTestId('exit').nth(399).waitFor();
  assert.equal(listed(opened).length, 400);
});

pageTest('with the last rows the button goes, and the keyboard is at the first of them', rows(250), async (page) => {
  await page.getByTestId('show-more').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('exit').nth(249).waitFor();
  assert.equal(await page.getByTestId('show-more').isVisible(), false);
  const sequenceOf = (index: number) => page.getByTestId('exit').nth(index).getAttribute('data-sequence');
  const focused = () => page.evaluate('document.activeElement.closest("tr")?.dataset.sequence');
  assert.equal(await focused(), await sequenceOf(200));
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), await sequenceOf(201));
});

pageTest('the list is one stop of the Tab key, and the arrows move inside it', rows(5), async (page) => {
  await page.getByTestId('export-json').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate('document.activeElement.closest("tr").dataset.sequence'), '5');
  await page.keyboard.press('Tab');
  assert.notEqual(await page.evaluate('document.activeElement.dataset.testid'), 'toggle');
});

pageTest(
  'a broken chain names its rows, marks them, and leads to them',
  (egress) => {
    some(egress);
    egress.verdict = { state: 'broken', checkedRows: 5, brokenAt: [3], sentence: 'Row 3 was changed.' };
  },
  async (page) => {
    assert.equal(await page.getByTestId('verdict').getAttribute('data-state'), 'broken');
    assert.match(await page.getByTestId('exit').first().innerText(), /marked/);
    await page.getByTestId('show-marked').click();
    await page.getByTestId('count').filter({ hasText: '1 of 3' }).waitFor();
    assert.equal(await page.getByTestId('marked').isChecked(), true);
  },
);

pageTest('the scroll position comes back with the panel', rows(150), async (page, opened) => {
  await page.evaluate('window.scrollTo(0, 900)');
  await page.waitForFunction('JSON.parse(sessionStorage.getItem("state"))?.scrollTopPx === 900');
  assert.ok(egressPage);
  await egressPage.show(opened);
  await page.waitForFunction('window.scrollY === 900');
});

for (const widthPx of [300, 400, 800, 1000]) {
  pageTest(
    `at ${widthPx} pixels nothing is cut off sideways`,
    (egress) => {
      some(egress);
      egress.prompt({ origin: `https://${'long'.repeat(12)}.example:8443`, prompt: { model: 'x'.repeat(80) } });
    },
    async (page) => {
      await page.getByTestId('toggle').first().click();
      await page.getByTestId('detail').waitFor();
      assert.equal(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
        0,
      );
    },
    widthPx,
  );
}

pageTest('every button, box and choice has a name, and every colour comes from the theme', some, async (page) => {
  const nameless = `[...document.querySelectorAll('button, select, input, [tabindex]')]
    .filter((element) => !(element.getAttribute('aria-label') ?? element.closest('label')?.textContent ?? element.textContent).trim())
    .map((element) => element.outerHTML)`;
  assert.deepEqual(await page.evaluate(nameless), []);
  await page.evaluate(`document.documentElement.style.setProperty('--vscode-foreground', 'rgb(1, 2, 3)')`);
  const colour = `getComputedStyle(document.querySelector('[data-testid=answer]')).color`;
  assert.equal(await page.evaluate(colour), 'rgb(1, 2, 3)');
});
