namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>What will become of a call.</summary>
/// <param name="There">Time until it arrives.</param>
/// <param name="Back">Time from then until the answer arrives.</param>
/// <param name="Failure">How it goes wrong; null: it does not.</param>
internal readonly record struct CallFate(TimeSpan There, TimeSpan Back, FailCalls? Failure);
