// The same for code that is split into ES modules, where what a CommonJS file exports has no names.
import pool from "./undici-pool.cjs";

export const { Pool, buildConnector } = pool;
