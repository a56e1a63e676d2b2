import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noRequirements, strictestRequirements } from '../../../../src/contract/compliance.ts';
import { parseRequirements } from '../../../../src/privacy/compliance/parseRequirements.ts';

describe('the setting watershed.privacy.require', () => {
  it('requires nothing where nothing is written', () => {
    for (const value of [undefined, null, {}]) {
      assert.deepEqual(parseRequirements(value), { requirements: noRequirements, problems: [] });
    }
  });

  it('requires what is written and nothing else', () => {
    const { requirements, problems } = parseRequirements({ noTraining: true, baa: false, regions: ['eu', 'uk'] });
    assert.deepEqual(problems, []);
    assert.deepEqual(requirements, { ...noRequirements, noTraining: true, regions: ['eu', 'uk'] });
  });

  it('takes a value that it cannot read as required, and keeps what it can read', () => {
    for (const value of ['yes', 'false', 0, null, [], {}]) {
      const { requirements, problems } = parseRequirements({ baa: value, soc2: false, regions: ['eu'] });
      assert.deepEqual(requirements, { ...noRequirements, baa: true, regions: ['eu'] }, JSON.stringify(value));
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', /“watershed\.privacy\.require\.baa” must be true or false/);
    }
  });

  it('allows no region for one that it cannot read', () => {
    for (const value of ['eu', { eu: true }, null, ['europe'], [7]]) {
      assert.deepEqual(parseRequirements({ regions: value }).requirements.regions, [], JSON.stringify(value));
    }
    const { requirements, problems } = parseRequirements({ regions: ['eu', 'EU', 'mars'] });
    assert.deepEqual(requirements.regions, ['eu']);
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? '', /require\.regions\.1” must be one of “us”, “eu”/);
  });

  it('requires everything where the whole cannot be read, or where a name is unknown', () => {
    for (const value of ['no training', 7, true, [], ['eu'], { noTrainig: true }, { iso27001: true, baa: false }]) {
      const { requirements, problems } = parseRequirements(value);
      assert.deepEqual(requirements, strictestRequirements, JSON.stringify(value));
      assert.equal(problems.length, 1, JSON.stringify(value));
    }
    assert.match(parseRequirements({ noTrainig: true }).problems[0] ?? '', /has “noTrainig”.*It knows noTraining/);
  });
});
