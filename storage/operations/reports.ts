import type { Reports } from '../ports/reports.ts';
import { changesHandling, decideReport, reportFact } from '../rules/report.ts';
import {
  ADD_REPORTS,
  authorInputs,
  HANDLE_REPORTS,
  PRUNE_REPORTS,
  READ_AUTHORS,
  READ_REPORTS,
  REPORT_READS,
  reportRows,
} from '../sql/reports.ts';
import { rowWrite } from '../sql/statements.ts';
import type { Connection } from './connection.ts';
import { driver } from './work.ts';

/** Reports to the administrators. */
export const createReports = ({ read, write }: Connection): Reports => ({
  addReport: ({ id, conversationId, reporter, reason, messages }, at) =>
    write(function* () {
      const [member] = yield* driver.read(REPORT_READS.members, [[conversationId, reporter]]);
      const outcome = decideReport(member?.account, (yield* driver.read(REPORT_READS.known, [[id]]))[0]);
      if (outcome !== 'added' || member === undefined) return outcome;
      const { account, conversation } = member;
      yield* driver.write([
        rowWrite(ADD_REPORTS, [[id, account, conversation, reason, JSON.stringify(messages), at]]),
        rowWrite(PRUNE_REPORTS, [[]]),
      ]);
      return outcome;
    }),
  reports: () =>
    read(function* () {
      const reports = yield* driver.read(READ_REPORTS, [[]]);
      const authors = yield* driver.read(READ_AUTHORS, authorInputs(reports));
      return reportRows(reports, authors).map(({ row, authorOf }) => reportFact(row, authorOf));
    }),
  handleReport: (id, by, handled, at) =>
    write(function* () {
      const [who] = yield* driver.read(REPORT_READS.accounts, [[by]]);
      const [known] = yield* driver.read(REPORT_READS.known, [[id]]);
      if (known === undefined || who === undefined) return false;
      if (changesHandling({ handledAt: known.handled_at }, handled))
        yield* driver.write([rowWrite(HANDLE_REPORTS, [handled ? [at, who.number, id] : [null, null, id]])]);
      return true;
    }),
});
