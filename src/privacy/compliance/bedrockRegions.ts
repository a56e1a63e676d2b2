import type { Region } from '../../contract/compliance.ts';

/**
 * The regions of a request to Bedrock: the one in its address, or those of the cross-Region inference profile that the
 * model's name begins with (docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html, read
 * 2026-11-22). Undefined where they are not known, also where the model is not: it may be such a profile.
 */
export function bedrockRegions(host: string, model: string | undefined): readonly Region[] | undefined {
  const inAddress = awsRegions.get(host.split('.')[1] ?? '');
  if (inAddress === undefined || model === undefined || model.includes('inference-profile/')) return undefined;
  // A geography has two letters where a maker of models has more: `eu.anthropic.…`, but `openai.…`.
  const profile = /^([a-z]{2}(?:-[a-z]+)?|apac|global)\./.exec(model)?.[1];
  return profile === undefined ? [inAddress] : geographies.get(profile);
}

/**
 * AWS's own names say the city of each. Those that lie in none of our regions, as Zurich, Sydney and Montreal, are left out
 * on purpose, and so are those of which no list was read.
 */
const awsRegions: ReadonlyMap<string, Region> = new Map([
  ['us-east-1', 'us'],
  ['us-east-2', 'us'],
  ['us-west-1', 'us'],
  ['us-west-2', 'us'],
  ['us-gov-west-1', 'us'],
  ['us-gov-east-1', 'us'],
  ['eu-central-1', 'eu'],
  ['eu-west-1', 'eu'],
  ['eu-west-3', 'eu'],
  ['eu-north-1', 'eu'],
  ['eu-south-1', 'eu'],
  ['eu-west-2', 'uk'],
  ['ap-northeast-1', 'asia'],
  ['ap-northeast-2', 'asia'],
  ['ap-northeast-3', 'asia'],
  ['ap-south-1', 'asia'],
  ['ap-southeast-1', 'asia'],
]);

/** A profile's geography may be wider than a region of ours: `eu` reaches to London. The others are anywhere, or not known. */
const geographies: ReadonlyMap<string, readonly Region[]> = new Map([
  ['us', ['us']],
  ['us-gov', ['us']],
  ['eu', ['eu', 'uk']],
  ['jp', ['asia']],
]);
