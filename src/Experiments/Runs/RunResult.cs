using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Why">Why, in a sentence; empty when there is nothing to say.</param>
public sealed record RunResult(RunOutcome Outcome, string Why = "");
