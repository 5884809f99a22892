using Scalewright.Providers.Simulation;
using Scalewright.Testing.Seeds;

namespace Scalewright.Testing;

/// <summary>A seed of a <c>[SimulationFact]</c> failed. Has the stack trace of the test.</summary>
public sealed class SeedFailedException : Exception
{
    internal SeedFailedException(string first, string test, string replay, SeedRun run, int? drawn)
        : base(FailureText.Create(first, test, replay, run, drawn), run.Failure!.InnerException) =>
        (Replay, Run) = (replay, run);

    /// <summary>Value of <c>SCALEWRIGHT_REPLAY</c> that runs the seed again, with the relevant faults.</summary>
    public string Replay { get; }

    /// <summary>Run of the failing seed, with the exception of the test and the remaining faults.</summary>
    public SeedRun Run { get; }

    /// <summary>Stack trace without the callers: the test's own frames, then all if other code threw.</summary>
    public override string? StackTrace
    {
        get
        {
            if (Run.Failure!.StackTrace is not { } stack)
            {
                return null;
            }

            string[] frames = [.. stack.Split('\n')
                .TakeWhile(frame => !frame.Contains(typeof(Facts.FactMethod).FullName!, StringComparison.Ordinal))
                .Where(frame => !frame.Contains("at InvokeStub_", StringComparison.Ordinal))];
            string[] own = [.. Run.UserFrames.Select(frame => $"   at {frame}")];
            return own.Length == 0 || frames[0].TrimEnd() == own[0]
                ? string.Join('\n', frames)
                : string.Join('\n', [.. own, "--- whole stack ---", .. frames]);
        }
    }
}
