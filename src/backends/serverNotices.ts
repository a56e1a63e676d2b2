/** Something about a server that its owner can mend. Each is told once for each server and model. */
export interface ServerNotice {
  readonly kind: 'one-slot-shared' | 'partly-on-cpu' | 'evicted';
  /** The backend that was the first to suffer from it. */
  readonly backendId: string;
  readonly origin: string;
  /** Empty where the server has one model whatever it is asked for. */
  readonly model: string;
  /** What it is and what to do, in sentences for the person. */
  readonly message: string;
}
