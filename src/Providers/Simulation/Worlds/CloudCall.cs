namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Call to a cloud.</summary>
/// <param name="Subject">Distinguishes concurrent calls; selects the random stream of the call.</param>
internal readonly record struct CloudCall(CallKinds Kind, string Cloud, string Subject);
