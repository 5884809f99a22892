namespace Scalewright.Providers.Slots;

/// <summary>So many of these machines must be free at once. A machine may be in several demands: it counts in each.</summary>
/// <param name="Name">What they are, as in <c>rennes/alpha</c>.</param>
/// <param name="Count">How many, 0 or more.</param>
/// <param name="Machines">The machines.</param>
internal sealed record SlotDemand(string Name, int Count, ValueList<SlotMachine> Machines);
