const shape = {
  bsonType: "object",
  required: ["schema", "customer", "lines"],
  properties: {
    schema: { enum: [3] },
    customer: { bsonType: "objectId" },
    lines: { bsonType: "array", minItems: 1, maxItems: 200 },
  },
};

// Refuses new documents of another shape, leaves the old ones alone, and
// says how many of those are still to be rewritten.
export async function protect(db) {
  await db.command({
    collMod: "orders",
    validator: { $jsonSchema: shape },
    validationLevel: "moderate",
  });
  return db.collection("orders")
    .countDocuments({ $nor: [{ $jsonSchema: shape }] });
}
