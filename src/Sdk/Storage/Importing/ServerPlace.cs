namespace Scalewright.Storage.Importing;

/// <summary>What other files than its own say of a server.</summary>
/// <param name="Cluster">Its high-availability cluster; null: none has it.</param>
/// <param name="Unit">The storage unit whose disks it sees; null: it sees none.</param>
/// <param name="Outlet">Its outlet on every power unit; null: none.</param>
internal sealed record ServerPlace(int? Cluster, int? Unit, string? Outlet);
