using Scalewright.Recording;

namespace Scalewright.Tool;

/// <summary>Recorded runs in a few lines.</summary>
internal static class TraceSummary
{
    private const int LabelWidth = 9;

    private const int NumberWidth = 6;

    /// <summary>Describes runs, and their differences.</summary>
    public static string Write(ValueList<RunTrace> runs, ValueList<RunDifferenceLine> differences)
    {
        StringBuilder text = new(string.Join('\n', runs.Select(Write)));
        if (differences.Count > 0)
        {
            text.Append("\ndifferences of the first run from the second\n");
        }

        foreach (RunDifferenceLine line in differences)
        {
            text.Append($"{Format(line.At)}  {TextEscaping.Escape($"{line}")}\n");
        }

        return text.ToString();
    }

    /// <summary>Compares a failing first run with a passing second one.</summary>
    /// <returns>Empty for other runs.</returns>
    public static ValueList<RunDifferenceLine> Compare(ValueList<RunTrace> runs) =>
        runs is [{ End.Outcome: RunOutcomes.Failed } failing, { End.Outcome: RunOutcomes.Passed } passing, ..]
            ? RunDifference.Find(failing, passing).Lines
            : [];

    /// <summary>Returns what led to an event: for the failure of the first run, from its differences.</summary>
    public static ValueList<RunCause> FindCauses(ValueList<RunTrace> runs, int number)
    {
        RunDifference difference = new() { Lines = Compare(runs) };
        return RunCause.FindFailure(runs[0], difference) is [{ Event: var failed }, ..] causes && failed == number
            ? causes
            : RunCause.Find(runs[0], number);
    }

    /// <summary>Describes an event and what led to it, a line for each.</summary>
    public static string WriteCauses(RunTrace run, ValueList<RunCause> causes)
    {
        StringBuilder text = new();
        int last = -1;
        foreach (RunCause cause in causes)
        {
            RunEvent runEvent = run.Events[cause.Event];
            string number = cause.Event.ToString(CultureInfo.InvariantCulture).PadLeft(NumberWidth);
            string subject = $"{run.Subjects[runEvent.Subject]}";
            string relation = cause.Text.Length > 0 ? $"{cause.Text}: " : "";
            relation =
                last >= 0 && cause.From != last ? string.Create(CultureInfo.InvariantCulture, $"{cause.From} also {relation}") : relation;
            last = cause.Event;
            text.Append($"{number}  {Format(runEvent.Start)}  {relation}")
                .Append(TextEscaping.Escape($"{subject}: {Describe(runEvent)}"))
                .Append('\n');
        }

        return text.ToString();
    }

    private static string Describe(RunEvent runEvent)
    {
        string details = runEvent switch
        {
            { Result.Length: > 0 } => runEvent.Result,
            { Kind: RunEventKind.Fault, Details.Length: > 0 } => $"fault {runEvent.Details}",
            { Kind: RunEventKind.ServiceCall or RunEventKind.Program, Details.Length: > 0 } => $"returned {runEvent.Details}",
            _ => runEvent.Details,
        };
        string text = runEvent is { Kind: RunEventKind.Observation, Message: "" } ? "no nodes" : runEvent.Message;
        return details.Length > 0 ? $"{text} ({details})" : text;
    }

    /// <summary>Returns the end of a run. That of a stopped run is its last event.</summary>
    public static RunEnd GetEnd(RunTrace run) =>
        run.End
        ?? new RunEnd
        {
            Outcome = "stopped",
            At = run.Events.Select(runEvent => runEvent.End ?? runEvent.Start).Append(TimeSpan.Zero).Max(),
            Step = run.Events.Select(runEvent => runEvent.Step).Append(0).Max(),
        };

    /// <summary>Returns the number of events of each kind that occurs.</summary>
    public static IEnumerable<(RunEventKind Kind, int Count)> CountKinds(RunTrace run) =>
        run.Events.CountBy(runEvent => runEvent.Kind).OrderBy(kind => kind.Key).Select(kind => (kind.Key, kind.Value));

    private static string Write(RunTrace run)
    {
        RunEnd end = GetEnd(run);
        string[] title = [run.Header.Role, "run", run.Header.Replay, run.Header.Test.Length > 0 ? "of" : "", run.Header.Test];
        StringBuilder text = new();
        text.Append(TextEscaping.Escape(string.Join(' ', title.Where(part => part.Length > 0)))).Append('\n');
        Add(text, "outcome", DescribeOutcome(end));
        Add(text, "message", end.Message.Split('\n'));
        Add(text, "at", [.. end.Frames]);
        Add(text, "time", string.Create(CultureInfo.InvariantCulture, $"{Format(end.At)}, step {end.Step}"));
        Add(text, "faults", [.. DescribeFaults(run.Header)]);
        Add(text, "events", DescribeEvents(run, end));
        Add(text, "repeat", run.Header.Command);
        return text.ToString();
    }

    private static void Add(StringBuilder text, string label, params string[] lines)
    {
        foreach (string line in lines.Where(line => line.Length > 0))
        {
            text.Append(label.PadRight(LabelWidth)).Append(TextEscaping.Escape(line)).Append('\n');
            label = "";
        }
    }

    private static string DescribeOutcome(RunEnd end)
    {
        string phase = end.Phase.Length > 0 ? $" in {end.Phase}" : "";
        string exception = end.Exception.Length > 0 ? $": {end.Exception}" : "";
        return $"{end.Outcome}{phase}{exception}";
    }

    private static IEnumerable<string> DescribeFaults(RunHeader header)
    {
        foreach (RunFault fault in header.KeptFaults)
        {
            string number = fault.Number == RunFault.Added ? "added" : fault.Number.ToString(CultureInfo.InvariantCulture);
            yield return $"{number} at {Format(fault.At)}: {fault.Text}";
        }

        if (header.RemovedFaults.Count > 0)
        {
            yield return $"{Pluralizer.Format(header.RemovedFaults.Count, "fault")} not needed to repeat the failure";
        }
    }

    private static string DescribeEvents(RunTrace run, RunEnd end)
    {
        string kinds = string.Join(", ", CountKinds(run).Select(kind => Pluralizer.FormatGrouped(kind.Count, GetNoun(kind.Kind))));
        string dropped = end.DroppedCount > 0 ? $", {Pluralizer.FormatGrouped(end.DroppedCount, "event")} not recorded" : "";
        string colon = kinds.Length > 0 ? ": " : "";
        return string.Create(CultureInfo.InvariantCulture, $"{run.Events.Count:N0}{colon}{kinds}{dropped}");
    }

    private static string GetNoun(RunEventKind kind) =>
        kind == RunEventKind.Log ? "log line" : JsonNamingPolicy.SnakeCaseLower.ConvertName($"{kind}").Replace('_', ' ');

    private static string Format(TimeSpan time) =>
        string.Create(
                CultureInfo.InvariantCulture,
                $"{(time < TimeSpan.Zero ? "-" : "")}{Math.Abs(Math.Truncate(time.TotalHours)):00}:{time:mm\\:ss\\.FFFFFFF}"
            )
            .TrimEnd('.');
}
