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
import { driver, type Work } from './work.ts';

const targetOf = (act: MemberAct): UserId | undefined => ('who' in act ? act.who : undefined);

/** Acts on members, links and requests: each loads its facts, is decided, and writes its rows. */
export const createGroupActs = (
  { read, write }: Connection,
  carryOut: CarryOut,
): Pick<Memberships, 'act'> & GroupLinks & Pick<Blocks, 'acceptStranger'> => {
  function* load(act: ActOf, asks = false): Work<ActFacts | undefined> {
    const { actor, target } = act;
    const known =
      asks && target !== undefined
        ? acquaintancesOf(yield* driver.read(ACQUAINTANCES, [[target, actor]])).get(target)
        : undefined;
    return actFacts(yield* driver.readAll(GROUP_READS, actInputs(act)), act, known);
  }
  function* linksOf(conversation: ActOf['conversation']) {
    return (yield* driver.read(LINKS_OF_GROUP, [[conversation]])).map(linkRow);
  }

  return {
    act: (conversation, actor, asked, at) =>
      write(function* () {
        const asks = asked.kind === 'add' && asked.asksStrangers === true;
        const concernsAll = asked.kind === 'delete-group';
        const facts = yield* load({ conversation, actor, target: targetOf(asked), concernsAll }, asks);
        return yield* carryOut(decideMemberAct(facts, asked, at));
      }),
    createLink: (conversation, actor, link, at) =>
      write(function* () {
        return yield* carryOut(
          decideLink(yield* load({ conversation, actor }), yield* linksOf(conversation), link, at),
        );
      }),
    links: (conversation, actor, at) =>
      read(function* () {
        const links = linksSeenBy(yield* load({ conversation, actor }), yield* linksOf(conversation), at);
        return 'kind' in links ? links : links.map(linkFact);
      }),
    revokeLink: (conversation, actor, linkId) =>
      write(function* () {
        return yield* carryOut(
          decideRevocation(yield* load({ conversation, actor }), yield* linksOf(conversation), linkId),
        );
      }),
    linkTarget: (digest, at) =>
      read(function* () {
        const [row] = yield* driver.read(LINK_BY_DIGEST, [[digest]]);
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
      write(function* () {
        const [row] = yield* driver.read(LINK_BY_DIGEST, [[digest]]);
        const facts = row === undefined ? undefined : yield* load({ conversation: row.conversation, actor });
        return yield* carryOut(decideJoin(row === undefined ? undefined : linkRow(row), facts, at));
      }),
    answerRequest: (conversation, actor, target, accept, at) =>
      write(function* () {
        return yield* carryOut(decideAnswer(yield* load({ conversation, actor, target }), accept, at));
      }),
    acceptStranger: (conversation, actor) =>
      write(function* () {
        return yield* carryOut(decideAcceptance(yield* load({ conversation, actor })));
      }),
  };
};
