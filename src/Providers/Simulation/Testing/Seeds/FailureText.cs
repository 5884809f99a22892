using Scalewright.Providers.Simulation;
using Scalewright.Recording;
using Scalewright.Testing.Facts;

namespace Scalewright.Testing.Seeds;

/// <summary>Describes a failing seed: its replay string, the reason, the faults, and the last events.</summary>
internal static class FailureText
{
    private const int NodesShown = 12;

    /// <param name="drawn">Number of faults before reduction; null if unknown.</param>
    /// <param name="difference">Comparison with a passing run; null if no run passes.</param>
    /// <param name="trace">Line about the page with the runs; empty if none is written.</param>
    public static string Create(string first, string test, string replay, SeedRun run, int? drawn, SeedDifference? difference, string trace)
    {
        StringBuilder text = new();
        text.Append($"{replay} {first}\n");
        text.Append($"Replay: {GetCommand(test, replay)}\n");
        text.Append($"Reason: {Indented($"{run.Failure!.GetType().FullName}: {run.Failure.Message}")}\n");
        text.Append(run.FailedAt is { } point ? $"Phase: {point}\n" : "");
        text.Append(run.UserFrames.Count > 0 ? $"At: {WithoutFolder(run.UserFrames[0])}\n" : "");
        if (run.Failure is SimulationEscapedException)
        {
            text.Append(
                "The faults of the seed are not listed: a program that leaves the loop does so with or without "
                    + "them, and no two runs of it are the same.\n"
            );
        }
        else
        {
            AppendFaults(text, run.Faults.Faults, drawn);
        }

        AppendDifference(text, difference);
        text.Append(trace.Length > 0 ? $"{trace}\n" : "");
        AppendTimeline(text, run.Timeline);
        AppendEvents(text, run.LastEvents);
        return text.ToString().TrimEnd();
    }

    private static void AppendFaults(StringBuilder text, ValueList<TimedFault> faults, int? drawn)
    {
        text.Append(
            faults.Count switch
            {
                0 => "No fault is needed.\n",
                int count when drawn > count => $"Faults needed to reproduce ({count} of {drawn}):\n",
                _ => "Faults:\n",
            }
        );
        foreach (TimedFault fault in faults)
        {
            text.Append($"  {fault}\n");
        }
    }

    private static void AppendDifference(StringBuilder text, SeedDifference? difference)
    {
        if (difference is not { Difference.Lines: { Count: > 0 } lines })
        {
            return;
        }

        text.Append($"Differences from {difference.Replay}, which passes:\n");
        foreach (RunDifferenceLine line in lines.Where(line => line.Kind != RunDifferenceKind.Fault))
        {
            text.Append($"  {line.At} {TextEscaping.Escape($"{line}")}\n");
        }
    }

    private static void AppendTimeline(StringBuilder text, ValueList<TimelineEntry> timeline)
    {
        text.Append(timeline.Count == 0 ? "" : "Timeline of calls and faults:\n");
        foreach (TimelineEntry entry in timeline)
        {
            text.Append($"  {entry}\n");
        }
    }

    private static void AppendEvents(StringBuilder text, ValueMap<ValueList<NodeEvent>> nodes)
    {
        text.Append(nodes.Count == 0 ? "" : "Last events of the nodes:\n");
        foreach ((string node, ValueList<NodeEvent> events) in nodes.Take(NodesShown))
        {
            text.Append($"  {node}: {string.Join("; ", events)}\n");
        }

        text.Append(nodes.Count > NodesShown ? $"  and {nodes.Count - NodesShown} more nodes\n" : "");
    }

    /// <summary>Returns the command that runs a test again with one seed.</summary>
    public static string GetCommand(string test, string replay) =>
        $"{FactReader.ReplayVariable}={Quote(replay)} dotnet test --filter FullyQualifiedName={test}";

    /// <summary>Returns a frame with the file name only; the stack trace has the full path.</summary>
    public static string WithoutFolder(string frame)
    {
        int file = frame.LastIndexOf(") in ", StringComparison.Ordinal) + ") in ".Length;
        return file < ") in ".Length ? frame : frame[..file] + Path.GetFileName(frame[file..]);
    }

    // Only added faults have characters that a shell treats specially.
    private static string Quote(string replay) => replay.Contains('(', StringComparison.Ordinal) ? ShellQuote.Quote(replay) : replay;

    private static string Indented(string text) => text.ReplaceLineEndings("\n  ");
}
