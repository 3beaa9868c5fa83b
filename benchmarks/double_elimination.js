// Plays double eliminations to the end with brackets-manager in memory; prints the milliseconds of each as JSON.
const { BracketsManager } = require("brackets-manager");
const { InMemoryDatabase } = require("brackets-memory-db");

const [teams, times] = process.argv.slice(2).map(Number);
const READY = 2;

async function play(lots) {
  const manager = new BracketsManager(new InMemoryDatabase());
  const seeding = Array.from({ length: teams }, (_, n) => `t${n + 1}`);
  await manager.create.stage({
    tournamentId: 0, name: "stage", type: "double_elimination", seeding, settings: { grandFinal: "double" },
  });
  let played = 0;
  for (;;) {
    const [match] = await manager.storage.select("match", { status: READY }) || [];
    if (match === undefined) return played;
    const first = lots();
    await manager.update.match({
      id: match.id,
      opponent1: { score: first ? 2 : 1, result: first ? "win" : "loss" },
      opponent2: { score: first ? 1 : 2, result: first ? "loss" : "win" },
    });
    played += 1;
  }
}

(async () => {
  const took_ms = [];
  let played = 0;
  for (let n = 0; n < times; n += 1) {
    let state = n + 1;
    const lots = () => { state = (state * 48271) % 2147483647; return state % 2; };
    const began = process.hrtime.bigint();
    played = await play(lots);
    took_ms.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  console.log(JSON.stringify({ took_ms, played }));
})();
