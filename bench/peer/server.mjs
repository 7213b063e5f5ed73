// PostGraphile on the same database: the officer is known by the same token, and row security
// keeps to the same scope.
//
//   node server.mjs HOST DATABASE PORT

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import pg from "pg";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

const [host, database, port] = process.argv.slice(2);
const pool = new pg.Pool({ host, database, user: "postgres", max: 16 });

const CARRIED = {
  name: "carried",
  text: `SELECT "grant".path FROM token JOIN session ON session.id = token.session_id
         JOIN officer ON officer.id = session.officer_id AND officer.disabled_at IS NULL
         JOIN "grant" ON "grant".officer_id = officer.id
         WHERE token.digest = $1 AND token.expires_at > now()`,
};

const preset = {
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  pgServices: [makePgService({ pool, schemas: ["public"] })],
  grafast: {
    async context({ node }) {
      const token = node?.req.headers.authorization?.slice("Bearer ".length) ?? "";
      const digest = createHash("sha256").update(token).digest("hex");
      const { rows } = await pool.query({ ...CARRIED, values: [digest] });
      return { pgSettings: { role: "bench_officer", "bench.path": rows[0]?.path ?? "" } };
    },
  },
  grafserv: { graphiql: false, graphqlPath: "/graphql", watch: false },
};

const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1");
