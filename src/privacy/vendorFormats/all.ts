import { businessFormats } from './business.ts';
import { cloudFormats } from './clouds.ts';
import { modelFormats } from './models.ts';
import { operationsFormats } from './operations.ts';
import { sourceCodeFormats } from './sourceCode.ts';
import type { VendorFormat } from './vendorFormat.ts';

/** Every format that is looked for. */
export const vendorFormats: readonly VendorFormat[] = [
  ...sourceCodeFormats,
  ...modelFormats,
  ...cloudFormats,
  ...businessFormats,
  ...operationsFormats,
];
