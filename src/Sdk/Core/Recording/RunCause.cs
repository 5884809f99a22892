namespace Scalewright.Recording;

/// <summary>Link of the chain from an event back to what caused it.</summary>
/// <param name="Event">Number of the event.</param>
/// <param name="Text">Relation of the previous event of the chain to this one: <c>caused by</c>, <c>effect of</c>,
/// <c>result of</c>, <c>ended by</c> or <c>reads the state after</c>; empty for the first event.</param>
public sealed record RunCause(int Event, string Text)
{
    private const int MaxLinks = 40;

    /// <summary>Returns the chain of causes of an event, which is the first link. It has at most 40 links.</summary>
    /// <remarks>An observation is followed to the newest state that it read, an effect to its call, a failed span to
    /// what ended it, and any other event to the event that scheduled it.</remarks>
    /// <param name="trace">The run.</param>
    /// <param name="number">Number of the event.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such event.</exception>
    public static ValueList<RunCause> Find(RunTrace trace, int number)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, trace.Events.Count);
        List<RunCause> chain = [new RunCause(number, "")];
        HashSet<int> visited = [number];
        while (chain.Count < MaxLinks
            && FindNext(trace, chain[^1].Event, visited) is { } next && visited.Add(next.Event))
        {
            chain.Add(next);
        }

        return chain.ToValueList();
    }

    private static RunCause? FindNext(RunTrace trace, int number, HashSet<int> visited)
    {
        RunEvent found = trace.Events[number];
        int[] reads = [.. trace.Links.Where(link => link.Event == number).Select(link => link.Read)];
        if (reads.Length > 0)
        {
            return new RunCause(reads.Max(), "reads the state after");
        }

        if (found.Result.Length > 0 && found.Response >= 0 && !visited.Contains(found.Response))
        {
            return new RunCause(found.Response, "ended by");
        }

        if (found.Parent >= 0 && found.Kind is RunEventKind.Effect or RunEventKind.Note
            && !visited.Contains(found.Parent) && trace.Events[found.Parent].Kind != RunEventKind.Phase)
        {
            return new RunCause(found.Parent, found.Kind == RunEventKind.Effect ? "effect of" : "result of");
        }

        int cause = found.Cause;
        while (cause >= 0 && IsRepetition(found, trace.Events[cause]))
        {
            cause = trace.Events[cause].Cause;
        }

        return cause >= 0 ? new RunCause(cause, "caused by") : null;
    }

    // Periodic calls and messages schedule their successors, and nearly everything follows a write to the journal.
    private static bool IsRepetition(RunEvent found, RunEvent cause) =>
        (cause.Subject == found.Subject && cause.Kind == found.Kind)
        || cause is { Kind: RunEventKind.JournalWrite, Result: "" } or { Kind: RunEventKind.Counter };
}
