import type { FrameworkName } from "../plan.ts";
import { express } from "./express/framework.ts";
import { fastify } from "./fastify/framework.ts";
import type { Framework } from "./framework.ts";
import { koa } from "./koa/framework.ts";

/** The frameworks that a service can stand on. */
export const frameworks: Readonly<Record<FrameworkName, Framework>> = { express, fastify, koa };
