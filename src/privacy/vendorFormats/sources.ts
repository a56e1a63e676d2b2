/** A rule set under the MIT licence. Its file config/gitleaks.toml, commit 009e025, was read on 2026-11-21. */
export const gitleaks = 'gitleaks, default rules, commit 009e025, 2026-11-21';

/** Where the vendor publishes no length: three or more public scanners that were compared on 2026-11-21 agree on it. */
export const scanners = 'agreement of public scanners, 2026-11-21';
