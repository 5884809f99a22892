using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Why">Why, in a sentence; empty when there is nothing to say.</param>
public sealed record RunResult(RunOutcome Outcome, string Why = "")
{
    /// <summary>What of the definition could not be done, where that is why; fields are paths below it. Default nothing.</summary>
    public ValueList<Problem> Problems { get; init; } = [];

    /// <summary>What is left that should be gone, which is a part of <see cref="Why"/>; empty: nothing.</summary>
    internal string Left { get; init; } = "";

    /// <summary>A run that failed because of what an exception tells.</summary>
    internal static RunResult Of(ScalewrightException failure) => new(RunOutcome.Failed, failure.Message) { Problems = failure is ExperimentException ? failure.Problems : [] };

    /// <summary>The same where something is left that should be gone: then it did not complete.</summary>
    internal RunResult Leaving(string left) => left.Length == 0 ? this : this with
    {
        Outcome = Outcome == RunOutcome.Stopped ? RunOutcome.Stopped : RunOutcome.Failed,
        Why = Joined(Why, left),
        Left = Joined(Left, left),
    };

    /// <summary>The same with the places of what could not be done.</summary>
    internal RunResult Located(Func<ValueList<Problem>, ValueList<Problem>> locate) => Problems.Count == 0 ? this
        : locate(Problems) is var located ? this with { Problems = located, Why = Joined(string.Join("; ", located), Left) }
        : this;

    private static string Joined(string one, string other) => one.Length == 0 || other.Length == 0 ? one + other : $"{one}; {other}";
}
