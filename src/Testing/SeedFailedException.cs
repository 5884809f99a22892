using Scalewright.Providers.Simulation;
using Scalewright.Testing.Seeds;

namespace Scalewright.Testing;

/// <summary>A seed of a <see cref="SimulationFactAttribute"/> failed. Its stack is that of what the test threw.</summary>
public sealed class SeedFailedException : Exception
{
    internal SeedFailedException(string first, string test, string replay, SeedRun run, int? drawn)
        : base(FailureText.Of(first, test, replay, run, drawn), run.Failure!.InnerException) => (Replay, Run) = (replay, run);

    /// <summary>The value of <c>SCALEWRIGHT_REPLAY</c> that runs the failing seed again, with the faults that matter.</summary>
    public string Replay { get; }

    /// <summary>The course of the failing seed, with what the test threw and the faults that were kept.</summary>
    public SeedRun Run { get; }

    /// <summary>Where the test failed, without what called it.</summary>
    public override string? StackTrace => Run.Failure!.StackTrace is { } stack
        ? string.Join('\n', stack.Split('\n').TakeWhile(frame => !frame.Contains(typeof(Facts.FactMethod).FullName!, StringComparison.Ordinal)))
        : null;
}
