import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project, placeIn } from './project.ts';

const area = 'export function areaOfCircle(radius: number): number {\n  return Math.PI * radius ** 2;\n}';
const price = 'export function totalPrice(items: Item[]): number {\n  return items.length * itemPrice;\n}';
const rate = 'export const interestRate = 0.05;\nexport const interestYears = 30;';
const atArea = placeIn('const lawn = areaOfCircle(█);\n');
const atPrice = placeIn('const lawn = areaOfCircle(3);\nconst bill = totalPrice(█);\n');

test('a definition of what the line uses goes along, and costs nothing on a key', async () => {
  const project = new Project().add('definition', 'src/area.ts', area);
  assert.deepEqual(project.shown(atArea), []);
  assert.deepEqual(await project.pauseAt(atArea), [
    'src/area.ts: export function areaOfCircle(radius: number): number {',
  ]);
  const { collections } = project;
  for (let key = 0; key < 100; key++) project.context.current(atArea.origin.uri);
  assert.equal(project.collections, collections);
});

test('what is new comes behind what stands, which keeps every byte', async () => {
  const project = new Project().add('definition', 'src/area.ts', area);
  await project.pauseAt(atArea);
  const before = project.context.current(atArea.origin.uri);
  project.regions = [];
  project.add('definition', 'src/price.ts', price);
  await project.pauseAt(atPrice);
  const after = project.context.current(atArea.origin.uri);
  assert.deepEqual(after.slice(0, before.length), before);
  assert.equal(after[1]?.origin.path, 'src/price.ts');
});

test('tells whether anything has changed, so that the server is warmed only then', async () => {
  const project = new Project().add('definition', 'src/area.ts', area);
  const { signal } = new AbortController();
  assert.equal(await project.context.refresh(atArea, 6_000, signal), true);
  assert.equal(await project.context.refresh(atArea, 6_000, signal), false);
  project.files.delete('file:///w/src/area.ts');
  assert.equal(await project.context.refresh(atArea, 6_000, signal), true);
  assert.deepEqual(project.shown(atArea), []);
});

test('the same candidates in another order, newer or older, change nothing', async () => {
  const project = new Project()
    .add('viewed', 'src/price.ts', `// areaOfCircle\n${price}`, { ageMs: 5_000 })
    .add('edited', 'src/area.ts', area, { ageMs: 60_000 })
    .add('edited', 'src/rate.ts', `${rate}\nareaOfCircle(interestYears);`, { ageMs: 10_000 });
  const before = await project.pauseAt(atArea);
  assert.equal(before.length, 3);
  project.regions = project.regions.map((region, index) => ({ ...region, ageMs: 90_000 * index })).reverse();
  assert.deepEqual(await project.pauseAt(atArea), before);
});

test('without a budget nothing goes along and nothing is collected', async () => {
  const project = new Project().add('definition', 'src/area.ts', area);
  await project.pauseAt(atArea);
  assert.deepEqual(await project.pauseAt(atArea, 0), []);
  assert.equal(project.collections, 1);
});

test('before the workspace is trusted and its ignore files are known nothing is collected or given', async () => {
  const project = new Project().add('definition', 'src/area.ts', area);
  await project.pauseAt(atArea);
  project.isReady = false;
  assert.deepEqual(project.shown(atArea), []);
  assert.deepEqual(await project.pauseAt(atArea), []);
  assert.equal(project.collections, 1);
});

test('an excluded file takes no part and is not read; one excluded later drops out at once', async () => {
  const project = new Project().add('definition', 'src/area.ts', area).add('definition', 'src/price.ts', price);
  project.excluded.add('src/area.ts');
  assert.deepEqual(await project.pauseAt(atPrice), [
    'src/price.ts: export function totalPrice(items: Item[]): number {',
  ]);
  assert.ok(!project.reads.includes('file:///w/src/area.ts'));
  project.excluded.add('src/price.ts');
  assert.deepEqual(project.shown(atPrice), []);
});

test('a file with a secret anywhere takes no part with any line, also when the secret comes later', async () => {
  const project = new Project()
    .add('definition', 'src/area.ts', `const key = SECRET;\n\n${area}`, { text: area })
    .add('definition', 'src/price.ts', price);
  assert.deepEqual(await project.pauseAt(atPrice), [
    'src/price.ts: export function totalPrice(items: Item[]): number {',
  ]);
  project.files.set('file:///w/src/price.ts', `${price}\nconst key = SECRET;`);
  assert.deepEqual(await project.pauseAt(atPrice), []);
});

test('the room of a refused file goes to the next best', async () => {
  const long = (name: string) => `export const ${name} = areaOfCircle(1);\n${`// ${name}\n`.repeat(60)}`;
  const project = new Project()
    .add('definition', 'src/a.ts', `${long('first')}SECRET`)
    .add('viewed', 'src/b.ts', long('second'));
  assert.deepEqual(await project.pauseAt(atArea, 900), ['src/b.ts: export const second = areaOfCircle(1);']);
});

test('packed and binary files take no part', async () => {
  const packed = `function areaOfCircle(r){return r}${'var a=1;'.repeat(300)}`;
  const project = new Project().add('definition', 'src/a.min.js', packed).add('viewed', 'src/b.ts', `${area}\0`);
  assert.deepEqual(await project.pauseAt(atArea), []);
});

test('only files that are chosen are looked through', async () => {
  const project = new Project().add('definition', 'src/area.ts', area).add('viewed', 'src/rate.ts', rate);
  await project.pauseAt(atArea);
  assert.deepEqual(project.scanned, ['src/area.ts']);
});

test('a snippet whose text has changed in its file goes; a changed line elsewhere leaves it', async () => {
  const project = new Project().add('definition', 'src/area.ts', area);
  await project.pauseAt(atArea);
  project.files.set('file:///w/src/area.ts', `// A new comment.\n${area}\nexport const more = 1;`);
  assert.equal((await project.pauseAt(atArea)).length, 1);
  const renamed = area.replace('radius: number', 'radius: bigint');
  project.files.set('file:///w/src/area.ts', renamed);
  project.regions = [];
  project.add('definition', 'src/area.ts', renamed);
  assert.deepEqual(await project.pauseAt(atArea), [
    'src/area.ts: export function areaOfCircle(radius: bigint): number {',
  ]);
});

test('nothing of the own file that stands around the cursor, now or once the cursor has come there', async () => {
  const own = `${area}\n\n${price}`;
  const project = new Project().add('definition', 'src/main.ts', own, { text: area });
  assert.deepEqual(await project.pauseAt(placeIn(`${area}\nareaOfCircle(█)`)), []);
  assert.equal((await project.pauseAt(atArea)).length, 1);
  assert.deepEqual(await project.pauseAt(placeIn(`${area}\nareaOfCircle(█)`)), []);
});

test('two regions of one file that overlap repeat no line', async () => {
  const file = `${area}\n\n${price}`;
  for (const kind of ['definition', 'edited'] as const) {
    const project = new Project().add(kind, 'src/both.ts', file, { text: area }).add('edited', 'src/both.ts', file);
    await project.pauseAt(atPrice);
    const all = project.context.current(atPrice.origin.uri).map(({ text }) => text);
    assert.deepEqual(all.join('\n').split('export function').length, 3);
  }
});

test('all is chosen anew when what stands fills the budget and is worth far less', async () => {
  const filler = `// interestRate\n${Array.from({ length: 40 }, (_, n) => `const interest${n} = interestRate;`).join('\n')}`;
  const project = new Project().add('viewed', 'src/rate.ts', filler);
  await project.pauseAt(placeIn('interestRate █'), 1_000);
  project.regions = [];
  project.add('definition', 'src/area.ts', area);
  assert.deepEqual(await project.pauseAt(atArea, 500), [
    'src/area.ts: export function areaOfCircle(radius: number): number {',
  ]);
});

test('a smaller budget keeps the front', async () => {
  const project = new Project().add('definition', 'src/area.ts', area).add('definition', 'src/price.ts', price);
  const [first] = await project.pauseAt(atPrice);
  assert.deepEqual(await project.pauseAt(atPrice, 160), [first]);
});

test('a newer pause, an abort and a cursor that has moved on leave everything as it was', async () => {
  const project = new Project().add('definition', 'src/area.ts', area);
  const controller = new AbortController();
  project.onCollect = () => controller.abort();
  assert.equal(await project.context.refresh(atArea, 6_000, controller.signal), false);
  project.onCollect = () => {};
  const { signal } = new AbortController();
  const results = await Promise.all([
    project.context.refresh(atArea, 6_000, signal),
    project.context.refresh(atPrice, 6_000, signal),
  ]);
  assert.deepEqual(results, [false, true]);
  project.hasMovedOn = true;
  assert.equal(await project.context.refresh(atArea, 6_000, signal), false);
  assert.equal(project.shown(atArea).length, 1);
});

test('what is wrong near the cursor stands at the end, as comments, and leaves with its cause', async () => {
  const project = new Project().add('definition', 'src/area.ts', area);
  project.diagnostics = [{ severity: 'error', message: "Cannot find name 'radus'.", lineText: undefined }];
  await project.pauseAt(atArea);
  const [, last] = project.context.current(atArea.origin.uri);
  assert.deepEqual(last, { origin: atArea.origin, text: "// error in this line: Cannot find name 'radus'." });
  project.diagnostics = [{ severity: 'error', message: 'The key is SECRET.', lineText: undefined }];
  assert.equal((await project.pauseAt(atArea)).length, 1);
  project.diagnostics = [];
  assert.equal((await project.pauseAt(atArea)).length, 1);
});

test('each document has its own, and the 16 that were paused in last are kept', async () => {
  const project = new Project().add('definition', 'src/area.ts', area);
  const places = Array.from({ length: 17 }, (_, n) => placeIn('areaOfCircle(█)', `src/use${n}.ts`));
  for (const place of places) await project.pauseAt(place);
  assert.deepEqual(
    places.map((place) => project.shown(place).length),
    [0, ...Array.from({ length: 16 }, () => 1)],
  );
});

test('a fault in the check for secrets lets nothing through', async () => {
  const project = new Project().add('definition', 'src/area.ts', area);
  project.read = () => Promise.reject(new Error('disk'));
  await assert.rejects(project.pauseAt(atArea), /disk/);
  assert.deepEqual(project.shown(atArea), []);
});
