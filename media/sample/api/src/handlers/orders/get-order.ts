import type { GetOrderHandler } from "../../api/generated/operations/orders.ts";
import { found, ok } from "../answers.ts";

/** GET /orders/{orderId}: Read an order */
export const getOrder: GetOrderHandler = async ({ params }, context) => {
  return ok(found(context.dependencies.store.order(params.orderId), "order"), context);
};
