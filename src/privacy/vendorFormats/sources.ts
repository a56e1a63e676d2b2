/** A rule set under the MIT licence. Its file config/gitleaks.toml, commit 009e025, was read on 2026-11-21. */
export const gitleaks = 'gitleaks, default rules, commit 009e025, 2026-11-21';

/** The rule set that grew out of gitleaks, under the MIT licence, read on 2026-11-22. */
export const betterleaks = 'betterleaks, default rules, commit b1aa878, 2026-11-22';

/** Google's detectors of secrets (veles), under the Apache licence 2.0, read on 2026-11-22. */
export const veles = 'osv-scalibr 0.5.3, veles/secrets, 2026-11-22';

/** Microsoft's own description of its identifiable keys, under the MIT licence, read on 2026-11-22. */
export const microsoft =
  'microsoft/security-utilities, PreciselyClassifiedSecurityKeys.json, commit 036eb4b, 2026-11-22';

/** A rule set under the Apache licence 2.0, of which single rules were read on 2026-11-22. */
export const noseyparker = 'noseyparker, rules in the repository, 2026-11-22';

/** Where the vendor publishes no length: three or more public scanners that were compared on 2026-11-21 agree on it. */
export const scanners = 'agreement of public scanners, 2026-11-21';

/** Known from the vendor's public documentation, which was not at hand to be read again. */
export const recalled = 'the vendor’s public documentation, from memory, 2026-11-22';
