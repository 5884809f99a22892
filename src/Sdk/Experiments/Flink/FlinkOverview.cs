namespace Scalewright.Experiments.Flink;

/// <summary>What a Flink cluster is.</summary>
/// <param name="Version">Its version.</param>
/// <param name="TaskManagers">Task managers that are registered.</param>
/// <param name="Slots">All their slots.</param>
/// <param name="SlotsFree">Those that no job uses.</param>
internal sealed record FlinkOverview(string Version, int TaskManagers, int Slots, int SlotsFree);
