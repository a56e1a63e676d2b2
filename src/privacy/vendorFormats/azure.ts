import { betterleaks, microsoft } from './sources.ts';
import type { VendorFormat } from './vendorFormat.ts';

const personalToken = 'Microsoft Learn, "Azure DevOps personal access token", positions 76 to 80, 2026-11-22';

/** Keys of Azure that name their service: a signature of four characters stands at a fixed place in each. */
export const azureFormats: readonly VendorFormat[] = [
  {
    rule: 'azure-devops-token',
    what: 'an Azure DevOps token',
    keywords: ['AZDO'],
    before: '<alnum:76>',
    body: '<alnum:4>',
    source: personalToken,
  },
  {
    // What newer keys of Azure OpenAI, Azure AI and other services have in their middle.
    rule: 'azure-annotated-key',
    what: 'an Azure key',
    keywords: ['JQQJ99', 'JQQJ9D', 'JQQJ9H'],
    before: '<alnum:52>',
    body: '<alnum:26>',
    source: microsoft,
  },
  {
    rule: 'azure-function-key',
    what: 'an Azure Functions key',
    keywords: ['AzFu'],
    before: '<word:44>',
    body: '<word:6>==',
    source: microsoft,
  },
  {
    rule: 'azure-search-key',
    what: 'an Azure Search key',
    keywords: ['AzSe'],
    before: '<alnum:42>',
    body: '<alnum:6>',
    source: microsoft,
  },
  {
    rule: 'azure-messaging-key',
    what: 'a key of Azure Service Bus, Event Hubs or Relay',
    keywords: ['+ASb', '+AEh', '+ARm'],
    before: '<base64:33>',
    body: '<base64:6>=',
    source: microsoft,
  },
  {
    rule: 'azure-iot-key',
    what: 'an Azure IoT key',
    keywords: ['AIoT'],
    before: '<base64:33>',
    body: '<base64:6>=',
    source: microsoft,
  },
  {
    rule: 'azure-event-grid-key',
    what: 'an Azure Event Grid key',
    keywords: ['AZEG'],
    before: '<base64:33>',
    body: '<base64:6>=',
    source: microsoft,
  },
  {
    rule: 'azure-redis-key',
    what: 'an Azure Cache for Redis key',
    keywords: ['AzCa'],
    before: '<base64:33>',
    body: '<base64:6>=',
    source: microsoft,
  },
  {
    rule: 'azure-registry-key',
    what: 'an Azure Container Registry key',
    keywords: ['+ACR'],
    before: '<base64:42>',
    body: '<base64:6>',
    source: microsoft,
  },
  {
    rule: 'azure-account-key',
    what: 'a key of Azure Storage, Batch or Machine Learning',
    keywords: ['+ASt', '+ABa', '+AMC'],
    before: '<base64:76>',
    body: '<base64:6>==',
    source: microsoft,
  },
  {
    rule: 'azure-cosmos-key',
    what: 'an Azure Cosmos DB key',
    keywords: ['ACDb'],
    before: '<base64:76>',
    body: '<base64:6>==',
    source: microsoft,
  },
  {
    rule: 'azure-api-management-key',
    what: 'an Azure API Management key',
    keywords: ['APIM'],
    before: '<base64:76>',
    body: '<base64:6>==',
    source: microsoft,
  },
  {
    rule: 'azure-app-configuration',
    what: 'an Azure App Configuration secret',
    keywords: ['.azconfig.io;Id='],
    body: '<any:4-80>;Secret=<base64:36-100>',
    source: betterleaks,
  },
];
