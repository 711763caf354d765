import type { RegisterCustomerHandler } from "../../api/generated/operations/customers.ts";
import { conflict, created } from "../answers.ts";

/** POST /customers: Open an account */
export const registerCustomer: RegisterCustomerHandler = async ({ body }, context) => {
  const customer = context.dependencies.store.addCustomer(body);
  if (customer === undefined) throw conflict("The e-mail address has an account.", "body.email");
  return created(customer, context);
};
