namespace Scalewright.Experiments.Runs;

/// <summary>Result of a run.</summary>
/// <param name="Outcome">Outcome of the run.</param>
/// <param name="Reason">Reason, as a sentence; empty without a reason.</param>
public sealed record RunResult(RunOutcome Outcome, string Reason = "")
{
    /// <summary>Parts of the definition that caused the failure, by path. Default empty.</summary>
    public ValueList<Problem> Problems { get; init; } = [];

    /// <summary>Resources that were not removed, also named in <see cref="Reason"/>; empty on success.</summary>
    internal string Remaining { get; init; } = "";

    internal static RunResult From(ScalewrightException failure) =>
        new(RunOutcome.Failed, failure.Message) { Problems = failure is ExperimentException ? failure.Problems : [] };

    /// <summary>Returns a copy that reports resources that were not removed. Such a run is not completed.</summary>
    internal RunResult WithRemaining(string remaining) =>
        remaining.Length == 0
            ? this
            : this with
            {
                Outcome = Outcome switch
                {
                    RunOutcome.Stopped => RunOutcome.Stopped,
                    _ => RunOutcome.Failed,
                },
                Reason = Joined(Reason, remaining),
                Remaining = Joined(Remaining, remaining),
            };

    internal RunResult Located(Func<ValueList<Problem>, ValueList<Problem>> locate)
    {
        if (Problems.Count == 0)
        {
            return this;
        }

        ValueList<Problem> located = locate(Problems);
        return this with { Problems = located, Reason = Joined(string.Join("; ", located), Remaining) };
    }

    private static string Joined(string first, string second) =>
        first.Length == 0 || second.Length == 0 ? first + second : $"{first}; {second}";
}
