// What this session wrote, it reads, from whichever member answers.
export async function rename(client, id, name) {
  const users = client.db("shop").collection("users", {
    writeConcern: { w: "majority" },
    readConcern: { level: "majority" },
    readPreference: "secondaryPreferred",
  });
  return client.withSession(
    { causalConsistency: true },
    async (session) => {
      await users.updateOne({ _id: id }, { $set: { name } }, { session });
      return users.findOne({ _id: id }, { session });
    });
}
