/** The times that the view tells apart, in the person's own days. */
export const periods = ['today', '7-days', '30-days', 'all'] as const;
export type Period = (typeof periods)[number];

export const periodLabels: Readonly<Record<Period, string>> = {
  today: 'Today',
  '7-days': '7 days',
  '30-days': '30 days',
  all: 'All',
};

/** When a period began, in milliseconds since the Unix epoch. Today is one of its days. */
export function startOfPeriod(period: Period, nowMs: number): number {
  switch (period) {
    case 'today':
      return midnightBefore(nowMs, 0);
    case '7-days':
      return midnightBefore(nowMs, 6);
    case '30-days':
      return midnightBefore(nowMs, 29);
    case 'all':
      return 0;
  }
}

/** The local midnight so many days before the one of `nowMs`; not a multiple of 24 hours where the clocks change. */
export function midnightBefore(nowMs: number, days: number): number {
  const date = new Date(nowMs);
  date.setDate(date.getDate() - days);
  return date.setHours(0, 0, 0, 0);
}
