import { describeBackend } from './backendContract.ts';
import { openaiFormat } from './formats/openai.ts';

describeBackend('openaiCompatible', openaiFormat);
