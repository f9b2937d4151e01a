/** Names that would let a person pass for the server, its administrators or a group of people. */
const RESERVED = [
  'abuse',
  'account',
  'admin',
  'administration',
  'administrator',
  'all',
  'anonymous',
  'anyone',
  'api',
  'bot',
  'channel',
  'contact',
  'deleted',
  'everybody',
  'everyone',
  'group',
  'guest',
  'help',
  'helpdesk',
  'here',
  'hostmaster',
  'info',
  'mail',
  'me',
  'moderation',
  'moderator',
  'nobody',
  'noreply',
  'null',
  'official',
  'operator',
  'owner',
  'postmaster',
  'root',
  'security',
  'server',
  'service',
  'skerry',
  'staff',
  'superuser',
  'support',
  'sysadmin',
  'system',
  'team',
  'undefined',
  'unknown',
  'webmaster',
];

/** Signs and pairs of signs of a username that are taken for another letter at a glance. */
const CONFUSABLES: readonly (readonly [RegExp, string])[] = [
  [/[._-]/g, ''],
  [/0/g, 'o'],
  [/3/g, 'e'],
  [/4/g, 'a'],
  [/5/g, 's'],
  [/7/g, 't'],
  [/8/g, 'b'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
];

/** Shorter words differ from real names by one letter (`all`, `ali`): there only a digit is taken for a letter. */
const LONG = 5;

/** What a name may be read as; names that look alike have one in common. */
const skeletonsOf = (name: string): string[] => {
  const letters = CONFUSABLES.reduce((text, [signs, letter]) => text.replace(signs, letter), name);
  // A plural passes for the same people.
  const one = letters.replace(/s+$/, '');
  return one.length < LONG ? [one.replace(/1/g, 'l'), one.replace(/1/g, 'i')] : [one.replace(/[1i]/g, 'l')];
};

const SKELETONS: ReadonlySet<string> = new Set(RESERVED.flatMap(skeletonsOf));

/** Whether a username, parsed before, is one that no person may take. An account that has it already keeps it. */
export const isReservedUserName = (name: string): boolean => skeletonsOf(name).some((one) => SKELETONS.has(one));
