namespace Scalewright.Experiments.Inventories;

/// <summary>What came of reading an inventory.</summary>
/// <param name="Inventory">The inventory, ranges expanded; null when something was wrong.</param>
/// <param name="Problems">Everything that was found; empty when all is well.</param>
public sealed record InventoryReadResult(Inventory? Inventory, ValueList<Problem> Problems);
