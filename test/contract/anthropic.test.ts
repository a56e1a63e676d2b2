import { describeBackend } from './backendContract.ts';
import { anthropicFormat } from './formats/anthropic.ts';

describeBackend('anthropic', anthropicFormat);
