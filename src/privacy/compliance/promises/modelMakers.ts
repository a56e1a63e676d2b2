import type { Promises } from '../schema.ts';

const readOn = '2026-11-22';

const cohereData = { title: 'Enterprise Data Commitments', where: 'cohere.com/data-usage-policy' };
const mistralRegions = { title: 'Regional inference', where: 'docs.mistral.ai/studio/regional-inference' };
const xaiSecurity = { title: 'FAQ: Security', where: 'docs.x.ai/docs/faq/security' };
const xaiRegions = { title: 'Regional Endpoints', where: 'docs.x.ai/developers/advanced-api-usage/regions' };

/** Makers of models who serve them themselves. */
export const modelMakers = {
  cohere: {
    label: 'Cohere',
    hosts: ['api.cohere.ai', 'api.cohere.com'],
    training: {
      value: 'opt-out',
      says: 'Prompts and generations may train Cohere’s models until the customer switches that off under “Data Controls”.',
      source: cohereData,
      readOn,
    },
    retentionDays: {
      value: 30,
      says: 'Logged prompts and generations are deleted after 30 days, unless law, a contract or a flag asks for longer.',
      source: cohereData,
      readOn,
    },
    zeroRetention: 'unknown',
    baa: 'unknown',
    soc2: {
      value: 'yes',
      says: 'Cohere undergoes a SOC 2 Type II audit each year.',
      source: { title: 'Cohere Trust Center', where: 'cohere-inc.secureframetrust.com' },
      readOn,
    },
    regions: 'unknown',
  },
  mistral: {
    label: 'Mistral',
    hosts: ['api.mistral.ai', 'api.eu.mistral.ai', 'api.us.mistral.ai'],
    training: {
      value: 'by-plan',
      says: 'Input and output of the free Experiment plan may train models until the customer objects; those of the paid Scale plan do not.',
      source: {
        title: 'Do you use my user data to train your Artificial Intelligence models?',
        where: 'help.mistral.ai, article 323757',
      },
      readOn,
    },
    retentionDays: 'unknown',
    zeroRetention: {
      value: 'on-request',
      says: 'Organisations on paid plans can ask for it for stateless calls, chat and fill-in-the-middle among them.',
      source: {
        title: 'Zero data retention',
        where: 'docs.mistral.ai/admin/monitor-comply/zero-data-retention',
      },
      readOn,
    },
    baa: 'unknown',
    soc2: 'unknown',
    regions: {
      value: 'unknown',
      says: 'Without a regional address the global one is used; where it processes requests is not said.',
      source: mistralRegions,
      readOn,
    },
    regionsByHost: {
      'api.eu.mistral.ai': {
        value: ['eu'],
        says: 'Inference runs in data centres in countries of the EU and EFTA; account data may be handled elsewhere.',
        source: { ...mistralRegions, where: 'docs.mistral.ai/studio-api/regional-inference' },
        readOn,
      },
      'api.us.mistral.ai': {
        value: ['us'],
        says: 'Inference runs in data centres in the United States; account data may be handled elsewhere.',
        source: mistralRegions,
        readOn,
      },
    },
  },
  xai: {
    label: 'xAI',
    hosts: ['api.x.ai', 'us.api.x.ai'],
    training: {
      value: 'no',
      says: 'Inputs and outputs of the API are never used for training without explicit permission.',
      source: xaiSecurity,
      readOn,
    },
    retentionDays: {
      value: 30,
      says: 'Requests and responses are stored for 30 days against abuse, then deleted.',
      source: xaiSecurity,
      readOn,
    },
    zeroRetention: {
      value: 'on-request',
      says: 'Where it is available, a team’s administrator can switch it on for the whole team.',
      source: xaiSecurity,
      readOn,
    },
    baa: {
      value: 'unknown',
      says: 'One can ask for an agreement with a questionnaire; whether xAI signs it is decided then.',
      source: xaiSecurity,
      readOn,
    },
    soc2: { value: 'yes', says: 'The company says that it is SOC 2 Type 2 compliant.', source: xaiSecurity, readOn },
    regions: {
      value: 'anywhere',
      says: 'The global address may route requests between regions, so the place of processing is not guaranteed.',
      source: xaiRegions,
      readOn,
    },
    regionsByHost: {
      'us.api.x.ai': {
        value: ['us'],
        says: 'Requests to this address are handled in the United States, inference and retained data included.',
        source: xaiRegions,
        readOn,
      },
    },
  },
  deepseek: {
    label: 'DeepSeek',
    hosts: ['api.deepseek.com'],
    training: 'unknown',
    retentionDays: 'unknown',
    zeroRetention: 'unknown',
    baa: 'unknown',
    soc2: 'unknown',
    regions: {
      value: ['china'],
      says: 'The policy says that collected information is stored on servers in the People’s Republic of China.',
      source: { title: 'DeepSeek Privacy Policy', where: 'deepseek.com, quoted at tnsafety.com in January 2025' },
      readOn,
    },
  },
} as const satisfies Readonly<Record<string, Promises>>;
