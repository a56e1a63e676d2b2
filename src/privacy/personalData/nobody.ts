import { wordSet } from '../wordSet.ts';

/** Whether an address belongs to no person: it is an example, a machine's, a mailing list's, or that of an office. */
export function isAddressOfNobody(local: string, domain: string): boolean {
  const name = local.toLowerCase();
  const host = domain.toLowerCase();
  if (reservedDomain.test(host) || placeholderDomains.has(host) || listDomain.test(host)) return true;
  if (automatic.test(name) || roles.has(name.split('+')[0] ?? '')) return true;
  return anyone.has(name);
}

/** Kept for examples and tests (RFC 2606, RFC 6761), or for a network of one's own (RFC 6762, RFC 8375). */
const reservedDomain =
  /(?:^|\.)(?:example\.(?:com|net|org|edu|co\.uk|de)|example|test|invalid|localhost|local|internal|lan|home\.arpa)$/;

/** Names that stand for any domain; the last ones are fictitious companies of Microsoft's documentation. */
const placeholderDomains = wordSet(`
  domain.com domain.org domain.tld yourdomain.com your-domain.com mydomain.com somedomain.com yourcompany.com
  mycompany.com your-company.com test.com foo.com bar.com foo.bar baz.com emaildomain.com
  contoso.com fabrikam.com adatum.com northwindtraders.com adventure-works.com contoso.onmicrosoft.com
`);

/**
 * Addresses that GitHub gives out in place of a person's own, those of mailing lists, and the names of SSH's methods.
 */
const listDomain =
  /(?:^|\.)(?:noreply\.github\.com|noreply\.gitlab\.com|googlegroups\.com|groups\.io|openssh\.com|libssh\.org)$|^lists?\./;

const automatic =
  /^(?:no-?_?reply|do-?_?not-?_?reply|bounces?|mailer-daemon|postmaster|notifications?)\b|\[bot\]$|-(?:dev|users|devel|announce|bugs|bug|sig|list|discuss|commits|help|maintainers?|team|security|support)$|^(?:x-oauth-basic|x-access-token|oauth2)$|^(?:your|some)[-_.]/;

/** Offices (RFC 2142, and as companies and projects name them): whoever reads the mail, the address names nobody. */
const roles = wordSet(`
  abuse accounting accounts admin administrator all api billing bug bugs careers ci cla code conduct contact
  contribute coc dev developer developers devnull devops dpo editor enquiries feedback ftpmaster finance general gdpr git hello
  help helpdesk hg hostmaster hr info inquiries it jobs legal license licenses licensing list mail mailman
  maintainer maintainers marketing media moderators news newsletter noc office open-source opensource ops opencode oss
  orders partners press privacy psirt pypi root sales secure security service services spam ssl-admin staff subscribe
  support svn sysadmin team tech test tester testing trademark trademarks unsubscribe usenet uucp web webmaster
  www
`);

/** Stand for whoever reads the example. */
const anyone = wordSet(`
  user username user1 user2 name you your your.name yourname your-name your_name your.email your-email your_email
  youremail someone somebody someuser someone.else anyone example sample placeholder foo bar foobar baz qux
  first.last firstname.lastname my-email myemail my.email userid user-id customer destination recipient
`);
