import type { Promises } from '../schema.ts';

const readOn = '2026-11-22';

const openaiData = {
  title: 'Data controls in the OpenAI platform',
  where: 'developers.openai.com/api/docs/guides/your-data',
};
const openaiResidency = { title: 'Data residency', where: 'developers.openai.com/api/docs/guides/data-residency' };
const claudeRetention = {
  title: 'API and data retention',
  where: 'platform.claude.com/docs/en/manage-claude/api-and-data-retention',
};
const geminiRetention = {
  title: 'Zero data retention in the Gemini Developer API',
  where: 'ai.google.dev/gemini-api/docs/zdr',
};
const geminiTerms = { title: 'Gemini API Additional Terms of Service', where: 'ai.google.dev/gemini-api/terms' };
const azureData = {
  title: 'Data, privacy, and security for Azure Direct Models in Azure AI Foundry',
  where: 'learn.microsoft.com/legal/cognitive-services/openai/data-privacy, a copy',
};
const bedrockRetention = {
  title: 'Data retention, Amazon Bedrock User Guide',
  where: 'docs.aws.amazon.com/bedrock/latest/userguide/data-retention.html',
};

/** Providers of models of their own, and of clouds with many. */
export const largeClouds = {
  openai: {
    label: 'OpenAI',
    hosts: ['api.openai.com', '*.api.openai.com'],
    training: {
      value: 'no',
      says: 'Since March 2023 data sent to the API train no models, unless the customer opts in.',
      source: openaiData,
      readOn,
    },
    retentionDays: {
      value: 30,
      says: 'Logs against abuse can hold prompts and are kept for up to 30 days, longer where law or protection from harm asks for it.',
      source: openaiData,
      readOn,
    },
    zeroRetention: {
      value: 'on-request',
      says: 'Customers can apply for zero data retention; OpenAI has to approve it.',
      source: openaiData,
      readOn,
    },
    baa: {
      value: 'yes',
      says: 'There is a Business Associate and Healthcare Addendum; it covers eligible endpoints only.',
      source: openaiData,
      readOn,
    },
    soc2: {
      value: 'yes',
      says: 'The SOC 2 Type 2 report covers the API.',
      source: { title: 'Security & privacy', where: 'openai.com/security-and-privacy' },
      readOn,
    },
    regions: {
      value: 'anywhere',
      says: 'A request to the global address is under no constraint of where it is processed.',
      source: openaiResidency,
      readOn,
    },
    regionsByHost: {
      'us.api.openai.com': {
        value: ['us'],
        says: 'Requests to this address are decrypted in the USA; inference runs there too for the models that support it.',
        source: openaiResidency,
        readOn,
      },
      'eu.api.openai.com': {
        value: ['eu'],
        says: 'Requests to this address are decrypted in Europe; inference runs there too for the models that support it.',
        source: openaiResidency,
        readOn,
      },
    },
  },
  anthropic: {
    label: 'Anthropic',
    hosts: ['api.anthropic.com'],
    training: {
      value: 'no',
      says: 'Data of the paid API are not used for training, unless an agreement says otherwise.',
      source: {
        title: 'Can you delete data that I sent via API?',
        where: 'privacy.claude.com, article 7996875, a copy',
      },
      readOn,
    },
    retentionDays: {
      value: 30,
      says: 'Inputs and outputs of the API are deleted within 30 days. What is flagged as a violation is kept for up to 2 years.',
      source: {
        title: 'How long do you store my organization’s data?',
        where: 'privacy.anthropic.com, article 7996866',
      },
      readOn,
    },
    zeroRetention: {
      value: 'on-request',
      says: 'Some enterprise customers of the API can have it, when Anthropic approves.',
      source: {
        title: 'I have a zero data retention agreement with Anthropic. What products does it apply to?',
        where: 'privacy.claude.com, article 8956058',
      },
      readOn,
    },
    baa: {
      value: 'yes',
      says: 'HIPAA-ready access to the API is offered with a signed business associate agreement.',
      source: claudeRetention,
      readOn,
    },
    soc2: 'unknown',
    regions: {
      value: 'anywhere',
      says: 'By default a request may be processed in any geography; a request or a workspace can be held to the USA, which Watershed does not do.',
      source: { title: 'Data residency', where: 'platform.claude.com/docs/en/manage-claude/data-residency' },
      readOn,
    },
  },
  gemini: {
    label: 'Google Gemini',
    hosts: ['generativelanguage.googleapis.com'],
    training: {
      value: 'by-plan',
      says: 'Prompts of paid services do not improve products; prompts of unpaid quota do, and people may read them.',
      source: geminiTerms,
      readOn,
    },
    retentionDays: {
      value: 55,
      says: 'Prompts, context and output are kept for 55 days to watch for abuse.',
      source: { title: 'Additional usage policies', where: 'ai.google.dev/gemini-api/docs/usage-policies' },
      readOn,
    },
    zeroRetention: {
      value: 'on-request',
      says: 'It can be asked for by project, and some features have to be avoided.',
      source: geminiRetention,
      readOn,
    },
    baa: 'unknown',
    soc2: 'unknown',
    regions: {
      value: 'anywhere',
      says: 'What is logged may be stored for a time or cached in any country in which Google or its agents have facilities.',
      source: {
        ...geminiTerms,
        where: 'ai.google.dev/gemini-api/terms, quoted in google-gemini/gemini-cli issue 1472',
      },
      readOn,
    },
  },
  'azure-openai': {
    label: 'Azure OpenAI',
    hosts: ['*.openai.azure.com'],
    training: {
      value: 'no',
      says: 'Prompts and completions train no foundation models without the customer’s permission or instruction.',
      source: azureData,
      readOn,
    },
    retentionDays: {
      value: 30,
      says: 'Abuse monitoring is on by default and may retain data for up to 30 days, says a moderator of Microsoft.',
      source: {
        title: 'Enable zero data retention in Azure AI deployments',
        where: 'learn.microsoft.com/answers/a/12368042',
      },
      readOn,
    },
    zeroRetention: {
      value: 'on-request',
      says: 'It needs Microsoft’s approval for each resource, says a moderator of Microsoft.',
      source: { title: 'Enable Zero Data Retention', where: 'learn.microsoft.com/questions/5834904' },
      readOn,
    },
    baa: {
      value: 'yes',
      says: 'Microsoft’s agreement can cover text input of Azure OpenAI, says an answer on Microsoft’s own site.',
      source: { title: 'Is Azure OpenAI HIPAA compliant', where: 'learn.microsoft.com/answers/a/1864789' },
      readOn,
    },
    soc2: 'unknown',
    regions: {
      value: 'anywhere',
      says: 'A deployment of a Global type may process prompts in any geography, one of a DataZone type within its zone; the address does not tell which it is.',
      source: { ...azureData, where: 'github.com/MicrosoftDocs/azure-ai-docs, commit d437322, a copy' },
      readOn,
    },
  },
  bedrock: {
    label: 'AWS Bedrock',
    hosts: ['bedrock-runtime.*.amazonaws.com'],
    training: 'unknown',
    retentionDays: {
      value: 'unknown',
      says: 'What is kept by default depends on the model.',
      source: bedrockRetention,
      readOn,
    },
    zeroRetention: {
      value: 'on-request',
      says: 'The account or project can be set to keep nothing; models that have to keep something then refuse.',
      source: bedrockRetention,
      readOn,
    },
    baa: 'unknown',
    soc2: 'unknown',
    regions: {
      value: 'unknown',
      says: 'Content stays in the chosen Regions, unless agreed otherwise; a cross-Region inference profile sends requests to other Regions.',
      source: {
        title: 'Data Protection and Responsible use of Amazon Bedrock in Switzerland',
        where: 'aws.amazon.com/blogs/alps/security_bedrock',
      },
      readOn,
    },
  },
} as const satisfies Readonly<Record<string, Promises>>;
