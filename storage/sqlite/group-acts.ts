import type { UserId } from '../../shared/ids/account.ts';
import type { Blocks } from '../ports/blocks.ts';
import type { GroupLinks } from '../ports/group-links.ts';
import type { MemberAct, Memberships } from '../ports/memberships.ts';
import { decideAcceptance } from '../rules/decide-acceptance.ts';
import {
  decideAnswer,
  decideJoin,
  decideLink,
  decideRevocation,
  isAlive,
  linkFact,
  linksSeenBy,
} from '../rules/decide-group-links.ts';
import { decideMemberAct } from '../rules/decide-member-acts.ts';
import type { ActFacts } from '../rules/group-facts.ts';
import { type ActOf, acquaintancesOf, actFacts, actInputs, linkRow } from '../sql/group-facts.ts';
import { ACQUAINTANCES, GROUP_READS, LINK_BY_DIGEST, LINKS_OF_GROUP } from '../sql/group-reads.ts';
import type { Connection } from './connection.ts';
import type { CarryOut } from './plan-writer.ts';

const targetOf = (act: MemberAct): UserId | undefined => ('who' in act ? act.who : undefined);

/** Acts on members, links and requests: each loads its facts, is decided, and its rows are written. */
export const createGroupActs = (
  { driver, read, write }: Connection,
  carryOut: CarryOut,
): Pick<Memberships, 'act'> & GroupLinks & Pick<Blocks, 'acceptStranger'> => {
  const load = (act: ActOf, asks = false): ActFacts | undefined => {
    const { actor, target } = act;
    const known =
      asks && target !== undefined
        ? acquaintancesOf(driver.read(ACQUAINTANCES, [[target, actor]])).get(target)
        : undefined;
    return actFacts(driver.readAll(GROUP_READS, actInputs(act)), act, known);
  };
  const linksOf = (conversation: ActOf['conversation']) => driver.read(LINKS_OF_GROUP, [[conversation]]).map(linkRow);

  return {
    act: (conversation, actor, asked, at) =>
      write((takeChange) => {
        const asks = asked.kind === 'add' && asked.asksStrangers === true;
        const concernsAll = asked.kind === 'delete-group';
        const facts = load({ conversation, actor, target: targetOf(asked), concernsAll }, asks);
        return carryOut(decideMemberAct(facts, asked, at), takeChange);
      }),
    createLink: (conversation, actor, link, at) =>
      write((takeChange) =>
        carryOut(decideLink(load({ conversation, actor }), linksOf(conversation), link, at), takeChange),
      ),
    links: (conversation, actor, at) =>
      read(() => {
        const links = linksSeenBy(load({ conversation, actor }), linksOf(conversation), at);
        return 'kind' in links ? links : links.map(linkFact);
      }),
    revokeLink: (conversation, actor, linkId) =>
      write((takeChange) =>
        carryOut(decideRevocation(load({ conversation, actor }), linksOf(conversation), linkId), takeChange),
      ),
    linkTarget: (digest, at) =>
      read(() => {
        const [row] = driver.read(LINK_BY_DIGEST, [[digest]]);
        if (row === undefined || !isAlive(linkRow(row), row, at)) return undefined;
        return {
          conversationId: row.conversation,
          name: row.title ?? '',
          members: row.members,
          ...(row.picture === null ? {} : { picture: row.picture }),
          by: row.name,
          approval: row.approval === 1,
        };
      }),
    join: (digest, actor, at) =>
      write((takeChange) => {
        const [row] = driver.read(LINK_BY_DIGEST, [[digest]]);
        const facts = row === undefined ? undefined : load({ conversation: row.conversation, actor });
        return carryOut(decideJoin(row === undefined ? undefined : linkRow(row), facts, at), takeChange);
      }),
    answerRequest: (conversation, actor, target, accept, at) =>
      write((takeChange) => carryOut(decideAnswer(load({ conversation, actor, target }), accept, at), takeChange)),
    acceptStranger: (conversation, actor) =>
      write((takeChange) => carryOut(decideAcceptance(load({ conversation, actor })), takeChange)),
  };
};
