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

    /// <summary>Where the test failed, without what called it: the test's own frames first, then all frames where others threw.</summary>
    public override string? StackTrace
    {
        get
        {
            if (Run.Failure!.StackTrace is not { } stack)
            {
                return null;
            }

            string[] frames = [.. stack.Split('\n').TakeWhile(frame => !frame.Contains(typeof(Facts.FactMethod).FullName!, StringComparison.Ordinal))];
            string[] own = [.. Run.OwnFrames.Select(frame => $"   at {frame}")];
            return own.Length == 0 || frames[0].TrimEnd() == own[0]
                ? string.Join('\n', frames)
                : string.Join('\n', [.. own, "--- whole stack ---", .. frames]);
        }
    }
}
