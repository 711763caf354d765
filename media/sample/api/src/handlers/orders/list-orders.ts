import type { ListOrdersHandler } from "../../api/generated/operations/orders.ts";
import { pageOf } from "../answers.ts";

/** GET /orders: List orders */
export const listOrders: ListOrdersHandler = async ({ query }, context) => {
  const customerId = query.customerId?.toLowerCase();
  const matching = context.dependencies.store
    .orders()
    .filter(
      (order) =>
        (customerId === undefined || order.customerId === customerId) &&
        (query.status === undefined || order.status === query.status),
    );
  return pageOf(matching.toReversed(), query, context);
};
