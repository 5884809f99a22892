using Scalewright.Providers.Simulation;
using Scalewright.Testing.Seeds;

namespace Scalewright.Testing;

/// <summary>A seed of a <c>[SimulationFact]</c> failed. Has the stack trace of the test.</summary>
public sealed class SeedFailedException : Exception
{
    internal SeedFailedException(
        string first,
        string test,
        string replay,
        SeedRun run,
        int? drawn,
        SeedDifference? difference,
        string trace
    )
        : base(FailureText.Create(first, test, replay, run, drawn, difference, trace), run.Failure!.InnerException) =>
        (Replay, Run) = (replay, run);

    /// <summary>Value of <c>SCALEWRIGHT_REPLAY</c> that runs the seed again, with the relevant faults.</summary>
    public string Replay { get; }

    /// <summary>Run of the failing seed, with the exception of the test and the remaining faults.</summary>
    public SeedRun Run { get; }

    /// <summary>
    /// Stack trace without the callers: the test's own frames, then all if code threw that is neither the test's nor a
    /// test framework's.
    /// </summary>
    public override string? StackTrace
    {
        get
        {
            if (Run.Failure!.StackTrace is not { } stack)
            {
                return null;
            }

            string[] frames =
            [
                .. StackLines.WithoutRepeats(
                    StackLines
                        .Split(stack)
                        .TakeWhile(frame => !frame.Contains(typeof(Facts.FactMethod).FullName!, StringComparison.Ordinal))
                        .Where(frame => !frame.StartsWith("InvokeStub_", StringComparison.Ordinal))
                ),
            ];
            ValueList<string> userFrames = Run.UserFrames;
            if (userFrames.Count == 0)
            {
                return Format(frames);
            }

            bool isOwn = frames.All(frame => StackLines.IsFramework(frame) || StackLines.IsUsersOwn(frame));
            return isOwn ? Format(userFrames) : $"{Format(userFrames)}\n--- whole stack ---\n{Format(frames)}";
        }
    }

    private static string Format(IEnumerable<string> frames) =>
        string.Join('\n', frames.Select(frame => frame.StartsWith("---", StringComparison.Ordinal) ? frame : $"   at {frame}"));
}
