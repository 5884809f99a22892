namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>A call to a cloud.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Cloud">To which cloud.</param>
/// <param name="Subject">Tells it from others at the same time: its chance depends on it.</param>
internal readonly record struct Call(CallKinds Kind, string Cloud, string Subject);
