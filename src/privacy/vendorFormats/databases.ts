import { betterleaks, recalled } from './sources.ts';
import type { VendorFormat } from './vendorFormat.ts';

/** Databases as a service, search, storage, and what manages data. */
export const databaseFormats: readonly VendorFormat[] = [
  { rule: 'neon-key', what: 'a Neon key', keywords: ['napi_'], body: '<alnum:64>', source: betterleaks },
  {
    rule: 'mongodb-atlas-secret',
    what: 'a MongoDB Atlas secret',
    keywords: ['mdb_sa_sk_'],
    body: '<word:40>',
    source: betterleaks,
  },
  {
    rule: 'cockroach-key',
    what: 'a CockroachDB Cloud key',
    keywords: ['CCDB1_'],
    body: '<alnum:22>_<alnum:40>',
    source: betterleaks,
  },
  {
    rule: 'astra-token',
    what: 'a DataStax Astra token',
    keywords: ['AstraCS:'],
    body: '<alnum:20-40>:<hex:64>',
    source: betterleaks,
  },
  {
    rule: 'elastic-cloud-key',
    what: 'an Elastic Cloud key',
    keywords: ['essu_'],
    body: '<base64url:60-200>',
    source: betterleaks,
  },
  {
    rule: 'databento-key',
    what: 'a Databento key',
    keywords: ['db-'],
    body: '<alnum:29>',
    needsDigit: true,
    source: betterleaks,
  },
  {
    rule: 'salesforce-token',
    what: 'a Salesforce access token',
    keywords: ['!AQ'],
    before: '00D<alnum:12>',
    body: '<tilde:80-260>',
    source: betterleaks,
  },
  {
    rule: 'tableau-token',
    what: 'a Tableau token',
    keywords: ['==:'],
    before: '<base64:22>',
    body: '<alnum:32>',
    needsDigit: true,
    source: betterleaks,
  },
  {
    rule: 'azure-signed-address',
    what: 'a signed address of Azure Storage',
    keywords: ['&sig=', '?sig='],
    body: '<percent:43-60>%3D',
    source: recalled,
  },
  {
    rule: 'aws-signed-address',
    what: 'a temporary AWS credential in an address',
    keywords: ['X-Amz-Security-Token='],
    body: '<percent:100+>',
    source: recalled,
  },
];
