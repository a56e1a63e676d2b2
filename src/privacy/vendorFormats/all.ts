import { agentFormats } from './agents.ts';
import { azureFormats } from './azure.ts';
import { businessFormats } from './business.ts';
import { cloudFormats } from './clouds.ts';
import { databaseFormats } from './databases.ts';
import { deliveryFormats } from './delivery.ts';
import { modelFormats } from './models.ts';
import { operationsFormats } from './operations.ts';
import { paymentFormats } from './payments.ts';
import { sourceCodeFormats } from './sourceCode.ts';
import { teamFormats } from './teams.ts';
import type { VendorFormat } from './vendorFormat.ts';

/** Every format that is looked for. */
export const vendorFormats: readonly VendorFormat[] = [
  ...sourceCodeFormats,
  ...deliveryFormats,
  ...modelFormats,
  ...agentFormats,
  ...cloudFormats,
  ...azureFormats,
  ...databaseFormats,
  ...businessFormats,
  ...paymentFormats,
  ...teamFormats,
  ...operationsFormats,
];
