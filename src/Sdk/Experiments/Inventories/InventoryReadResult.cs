namespace Scalewright.Experiments.Inventories;

/// <summary>Result of reading an inventory.</summary>
/// <param name="Inventory">The inventory with expanded ranges; null if there are problems.</param>
/// <param name="Problems">All problems; empty on success.</param>
public sealed record InventoryReadResult(Inventory? Inventory, ValueList<Problem> Problems);
