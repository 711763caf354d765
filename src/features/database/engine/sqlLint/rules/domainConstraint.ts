import { as, strings } from "../ast.ts";
import { afterCommit, inCaseOf, insertAt } from "../edits.ts";
import type { SqlRule } from "../rule.ts";
import { quoteName } from "../tableName.ts";
import { manual } from "./references.ts";

export const domainConstraint: SqlRule = {
  id: "domain-constraint-scans",
  title: "A new constraint of a domain reads every table that uses it",
  severity: "warning",
  harm: "locking",
  locks: { users: "SHARE" },
  effect: "scan",
  why: "All columns of the domain's type are checked, one table after the other, under SHARE: writes to all of them wait.",
  fineWhen: "The tables are small.",
  instead: "ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT in another transaction.",
  references: [manual("sql-alterdomain.html")],
  aliases: ["ban-alter-domain-with-add-constraint"],
  bad: "ALTER DOMAIN email_address ADD CONSTRAINT email_address_length CHECK (length(VALUE) < 255);",
  good: "ALTER DOMAIN email_address ADD CONSTRAINT email_address_length CHECK (length(VALUE) < 255) NOT VALID;",
  *detect(statement, context) {
    const alter = as(statement.node, "AlterDomainStmt");
    const constraint = as(alter?.def, "Constraint");
    if (!alter) return;
    const isSetNotNull = alter.subtype === "O";
    if (!isSetNotNull && (alter.subtype !== "C" || !constraint || constraint.skip_validation)) return;
    const names = strings(alter.typeName);
    if (context.known.isConstrainedDomain({ names: alter.typeName ?? [] })) return;
    const name = constraint?.conname;
    const domain = names.map(quoteName).join(".");
    const validate = `${inCaseOf(statement, "ALTER DOMAIN")} ${domain} ${inCaseOf(statement, "VALIDATE CONSTRAINT")} ${quoteName(name ?? "")}`;
    yield {
      message: `Writes to every table with a ${names.join(".")} wait while its rows are checked; ${isSetNotNull ? "use a CHECK that is NOT VALID and validated later" : "add the constraint NOT VALID and validate it in another transaction"}.`,
      ...(name !== undefined && {
        fix: {
          title: "Add it NOT VALID and validate it later",
          kind: context.transaction?.by === "tool" ? "suggested" : "safe",
          edits: [
            insertAt(statement.end, ` ${inCaseOf(statement, "NOT VALID")}`),
            afterCommit(statement, context, validate),
          ],
        },
      }),
    };
  },
};
