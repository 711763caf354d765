import { alterTable } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const toggleTrigger: SqlRule = {
  id: "disable-trigger-skips-checks",
  title: "Disabled triggers check nothing, foreign keys included",
  severity: "warning",
  harm: "failure",
  locks: { orders: "SHARE ROW EXCLUSIVE" },
  effect: "instant",
  why: "While a trigger is off, what it keeps true can become false for every session, and turning it on again checks nothing afterwards. DISABLE TRIGGER ALL turns foreign keys off too. Writes wait meanwhile.",
  fineWhen: "It is turned on again in the same transaction, whose lock keeps other writers out.",
  instead: "Let the trigger return early for the session that needs it, as by a setting that it reads.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER")],
  bad: "ALTER TABLE orders DISABLE TRIGGER orders_touch;",
  good: "BEGIN;\nALTER TABLE orders DISABLE TRIGGER orders_touch;\nALTER TABLE orders ENABLE TRIGGER orders_touch;\nCOMMIT;",
  *detect({ node }, { transaction, siblings, index }) {
    const alter = alterTable(node);
    const off = alter?.commands.find(({ subtype }) => subtype?.startsWith("AT_DisableTrig"));
    if (!alter || !off) return;
    const later = transaction ? siblings.slice(index + 1, transaction.last + 1) : [];
    const isTurnedOn = later.some(({ node: next }) => {
      const other = alterTable(next);
      return (
        other?.relation.relname === alter.relation.relname &&
        other?.commands.some(({ subtype, name }) => subtype?.startsWith("AT_Enable") && name === off.name)
      );
    });
    if (isTurnedOn) return;
    yield {
      message: `What ${off.name ?? "the triggers"} of ${show(nameOf(alter.relation))} keep true is not kept from here on; turn it on again in the same transaction.`,
      table: nameOf(alter.relation),
    };
  },
};
