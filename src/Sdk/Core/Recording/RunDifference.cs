namespace Scalewright.Recording;

/// <summary>First differences of a failing run from a passing run of the same program and seed.</summary>
public sealed record RunDifference
{
    // Shorter pauses of a program are not worth a sentence.
    private static readonly TimeSpan MinGap = TimeSpan.FromSeconds(10);

    // Result of the calls of a killed controller.
    private const string Killed = "killed";

    /// <summary>Differences in order of time: at most one of each kind.</summary>
    public ValueList<RunDifferenceLine> Lines { get; init; } = [];

    /// <summary>Compares two runs. Times and the steps of the kernel are not compared.</summary>
    /// <param name="failing">The failing run.</param>
    /// <param name="passing">The passing run.</param>
    public static RunDifference Find(RunTrace failing, RunTrace passing)
    {
        ArgumentNullException.ThrowIfNull(failing);
        ArgumentNullException.ThrowIfNull(passing);
        RunDifferenceLine?[] lines =
        [
            Find(failing, passing, RunDifferenceKind.Fault, static (_, runEvent) => runEvent.Kind == RunEventKind.Fault),
            Find(failing, passing, RunDifferenceKind.Effect, static (trace, runEvent) =>
                runEvent.Kind is RunEventKind.NodeState or RunEventKind.Agent or RunEventKind.Effect || IsExecution(trace, runEvent)
            ),
            Find(failing, passing, RunDifferenceKind.Seen, static (trace, runEvent) =>
                runEvent is { Kind: RunEventKind.Observation } or { Kind: RunEventKind.Note, Parent: >= 0 } || IsRequest(trace, runEvent)
            ),
            Find(failing, passing, RunDifferenceKind.Done, static (trace, runEvent) =>
                runEvent.Kind is RunEventKind.Call or RunEventKind.Program or RunEventKind.ServiceCall or RunEventKind.Decision
                && !IsExecution(trace, runEvent)
            ),
        ];
        RunDifferenceLine? gap = lines.OfType<RunDifferenceLine>().FirstOrDefault() is { } first ? FindGap(failing, first.At) : null;
        RunDifferenceLine? done = Array.Find(lines, line => line is { Kind: RunDifferenceKind.Done, Failing: >= 0 });
        RunDifferenceLine? common = done is null ? null : FindCommon(failing, passing, done);
        return new RunDifference
        {
            Lines = [.. lines.Append(gap).Append(common).OfType<RunDifferenceLine>().OrderBy(line => line.At).ThenBy(line => line.Kind)],
        };
    }

    private static RunDifferenceLine? Find(
        RunTrace failing,
        RunTrace passing,
        RunDifferenceKind kind,
        Func<RunTrace, RunEvent, bool> isCompared
    )
    {
        Dictionary<string, List<int>> left = Group(failing, isCompared);
        Dictionary<string, List<int>> right = Group(passing, isCompared);
        RunDifferenceLine? earliest = null;
        foreach (string subject in left.Keys.Union(right.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            List<int> mine = left.GetValueOrDefault(subject, []);
            List<int> passingEvents = right.GetValueOrDefault(subject, []);
            int equal = 0;
            while (
                equal < Math.Min(mine.Count, passingEvents.Count)
                && AreEqual(kind, failing.Events[mine[equal]], passing.Events[passingEvents[equal]])
            )
            {
                equal++;
            }

            int failingEvent = equal < mine.Count ? mine[equal] : -1;
            int passingEvent = equal < passingEvents.Count ? passingEvents[equal] : -1;
            if (
                (failingEvent < 0 && passingEvent < 0)
                || (kind == RunDifferenceKind.Seen && !IsOtherResponse(failing, failingEvent, passing, passingEvent))
            )
            {
                continue;
            }

            RunDifferenceLine line = Describe(kind, failing, passing, failingEvent, passingEvent, equal > 0 ? mine[equal - 1] : -1);
            earliest = earliest is null || line.At < earliest.At ? line : earliest;
        }

        return earliest;
    }

    private static Dictionary<string, List<int>> Group(RunTrace trace, Func<RunTrace, RunEvent, bool> isCompared)
    {
        Dictionary<string, List<int>> groups = new(StringComparer.Ordinal);
        for (int number = 0; number < trace.Events.Count; number++)
        {
            // Notes of the run itself are its phases, which end differently in any case.
            if (
                isCompared(trace, trace.Events[number])
                && trace.Subjects[trace.Events[number].Subject] is { Kind: not RunSubjectKind.Run } subject
            )
            {
                string key = $"{subject.Kind} {subject} {trace.Events[number].Kind}";
                if (!groups.TryGetValue(key, out List<int>? group))
                {
                    groups.Add(key, group = []);
                }

                group.Add(number);
            }
        }

        return groups;
    }

    private static bool AreEqual(RunDifferenceKind kind, RunEvent left, RunEvent right) =>
        left.Kind == right.Kind
        && left.Message == right.Message
        && (left.Kind != RunEventKind.Effect || left.Result == right.Result)
        && (
            kind != RunDifferenceKind.Seen
            || left.Kind == RunEventKind.Observation
            || (left.Result, left.Details) == (right.Result, right.Details)
        );

    /// <summary>True for a call that a controller makes on a node.</summary>
    private static bool IsRequest(RunTrace trace, RunEvent runEvent) =>
        runEvent.Kind is RunEventKind.ServiceCall or RunEventKind.Program
        && trace.Subjects[runEvent.Subject].Kind == RunSubjectKind.Controller;

    /// <summary>True for a call of a service that a node executes.</summary>
    private static bool IsExecution(RunTrace trace, RunEvent runEvent) =>
        runEvent.Kind == RunEventKind.ServiceCall && trace.Subjects[runEvent.Subject].Kind == RunSubjectKind.Node;

    /// <summary>False if the programs did not get two responses to the same call of a node. Another call is an
    /// operation that differs.</summary>
    private static bool IsOtherResponse(RunTrace failing, int failingEvent, RunTrace passing, int passingEvent)
    {
        if (
            (failingEvent < 0 || !IsRequest(failing, failing.Events[failingEvent]))
            && (passingEvent < 0 || !IsRequest(passing, passing.Events[passingEvent]))
        )
        {
            return true;
        }

        return failingEvent >= 0
            && passingEvent >= 0
            && failing.Events[failingEvent].Message == passing.Events[passingEvent].Message
            && IsAnswered(failing.Events[failingEvent])
            && IsAnswered(passing.Events[passingEvent]);
    }

    private static bool IsAnswered(RunEvent call) => call is { End: not null, Result: not Killed };

    private static RunDifferenceLine Describe(
        RunDifferenceKind kind,
        RunTrace failing,
        RunTrace passing,
        int failingEvent,
        int passingEvent,
        int last
    )
    {
        RunEvent? mine = failingEvent >= 0 ? failing.Events[failingEvent] : null;
        RunEvent? passed = passingEvent >= 0 ? passing.Events[passingEvent] : null;
        TimeSpan at = mine?.Start ?? passed!.Value.Start;
        string text = (mine, passed) switch
        {
            ({ } here, null) when last >= 0 && here.Kind == RunEventKind.NodeState =>
                $"{GetName(failing, here)} is {here.Message}; in the passing run it stays " + failing.Events[last].Message,
            ({ Kind: RunEventKind.NodeState } here, { } there) when last >= 0 && there.Start > here.Start =>
                $"{GetName(failing, here)} is {here.Message}; in the passing run it stays "
                    + $"{failing.Events[last].Message} until {there.Start}",
            ({ } here, null) => $"{ToText(failing, here)}; not in the passing run",
            (null, { } there) => $"only in the passing run: {ToText(passing, there)}",
            ({ } here, { } there) => $"{ToText(failing, here)}; in the passing run {ToText(passing, there)}",
            _ => "",
        };
        if (kind == RunDifferenceKind.Seen && mine is { } first && passed is { } second && IsRequest(failing, first))
        {
            text = $"{ToText(failing, first)}; in the passing run it {GetResponse(second)}";
        }

        return new RunDifferenceLine(kind, at, text) { Failing = failingEvent, Passing = passingEvent };
    }

    private static string ToText(RunTrace trace, RunEvent runEvent) =>
        runEvent.Kind switch
        {
            RunEventKind.NodeState => $"{GetName(trace, runEvent)} is {runEvent.Message}",
            RunEventKind.Agent => $"{GetName(trace, runEvent)}: {runEvent.Message}",
            RunEventKind.Observation => $"list resources returned {(runEvent.Message.Length > 0 ? runEvent.Message : "nothing")}",
            RunEventKind.Effect when runEvent.Result.Length > 0 => $"{runEvent.Message} was refused: {runEvent.Result}",
            _ when IsExecution(trace, runEvent) => $"{runEvent.Message} was executed",
            _ when IsRequest(trace, runEvent) && IsAnswered(runEvent) => $"{runEvent.Message} {GetResponse(runEvent)}",
            _ => runEvent.Message,
        };

    private static string GetResponse(RunEvent call) =>
        call switch
        {
            { Result.Length: > 0 } => $"failed: {call.Result}",
            { Details.Length: > 0 } => $"returned {call.Details}",
            _ => "succeeded",
        };

    private static string GetName(RunTrace trace, RunEvent runEvent) => $"{trace.Subjects[runEvent.Subject]}";

    /// <summary>Returns the last call before a difference that failed in both runs and did not succeed later. It may
    /// be the first part of a bug that only one of the runs shows.</summary>
    private static RunDifferenceLine? FindCommon(RunTrace failing, RunTrace passing, RunDifferenceLine done)
    {
        List<(int Own, int Other)> failed = [];
        Dictionary<string, int> passingNumbers = new(StringComparer.Ordinal);
        for (int number = 0; number < passing.Events.Count; number++)
        {
            if (IsFailedCall(passing, number))
            {
                passingNumbers.TryAdd($"{passing.Events[number].Message}\n{passing.Events[number].Result}", number);
            }
        }

        HashSet<string> succeeded = new(StringComparer.Ordinal);
        for (int number = done.Failing - 1; number >= 0; number--)
        {
            RunEvent runEvent = failing.Events[number];
            if (
                IsFailedCall(failing, number)
                && runEvent.End <= done.At
                && !succeeded.Contains(runEvent.Message)
                && passingNumbers.TryGetValue($"{runEvent.Message}\n{runEvent.Result}", out int passingNumber)
            )
            {
                failed.Add((number, passingNumber));
            }
            else if (IsRequest(failing, runEvent) && runEvent.Result.Length == 0)
            {
                succeeded.Add(runEvent.Message);
            }
        }

        if (failed.Count == 0)
        {
            return null;
        }

        RunEvent last = failing.Events[failed[0].Own];
        string more = failed.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"; {failed.Count - 1} more failed in both runs") : "";
        return new RunDifferenceLine(
            RunDifferenceKind.Common,
            last.Start,
            $"{last.Message} failed and was not repeated with success: {last.Result}{more}"
        )
        {
            Failing = failed[0].Own,
            Passing = failed[0].Other,
        };
    }

    private static bool IsFailedCall(RunTrace trace, int number)
    {
        RunEvent call = trace.Events[number];
        return (IsRequest(trace, call) || call.Kind == RunEventKind.Call) && call.Result is not ("" or Killed);
    }

    /// <summary>Returns the call of the program that was open in a whole time; null if none was open.</summary>
    private static RunEvent? FindOpen(RunTrace trace, TimeSpan from, TimeSpan until)
    {
        foreach (RunEvent runEvent in trace.Events)
        {
            if (
                (IsRequest(trace, runEvent) || runEvent.Kind == RunEventKind.Call)
                && runEvent.Start <= from
                && (runEvent.End is null || runEvent.End >= until)
            )
            {
                return runEvent;
            }
        }

        return null;
    }

    /// <summary>Returns the longest time without an operation of the program before the end of the failing
    /// run.</summary>
    private static RunDifferenceLine? FindGap(RunTrace trace, TimeSpan from)
    {
        TimeSpan end = trace.End?.At ?? from;
        (TimeSpan start, TimeSpan length) = (from, TimeSpan.Zero);
        TimeSpan last = from;
        foreach (
            TimeSpan time in trace
                .Events.Where(runEvent =>
                    runEvent.Start > from && runEvent.Kind is RunEventKind.Call or RunEventKind.Program or RunEventKind.ServiceCall
                )
                .Select(runEvent => runEvent.Start)
                .Append(end)
                .Where(time => time > from)
        )
        {
            if (time - last > length)
            {
                (start, length) = (last, time - last);
            }

            last = time;
        }

        // A program that calls regularly has pauses, too.
        if (length < MinGap || length < (end - from) / 2)
        {
            return null;
        }

        string text = FindOpen(trace, start, start + length) is { } open
            ? $"for {length}, the program waited for {open.Message}"
            : $"for {length}, the program made no call";
        return new RunDifferenceLine(RunDifferenceKind.Gap, start, text) { End = start + length };
    }
}

/// <summary>Difference of two runs.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="At">Time in the failing run; in the passing run if only that has the event.</param>
/// <param name="Text">Clause without a time.</param>
public sealed record RunDifferenceLine(RunDifferenceKind Kind, TimeSpan At, string Text)
{
    /// <summary>Number of the event in the failing run; -1 if it is only in the passing run.</summary>
    public int Failing { get; init; } = -1;

    /// <summary>End of a <see cref="RunDifferenceKind.Gap"/>; null for the other kinds.</summary>
    public TimeSpan? End { get; init; }

    /// <summary>Number of the event in the passing run; -1 if it is only in the failing run.</summary>
    public int Passing { get; init; } = -1;

    /// <summary>Returns the text, with its relation to the program: <c>the program saw: …</c>.</summary>
    public override string ToString() =>
        (Kind, Failing) switch
        {
            (RunDifferenceKind.Seen, >= 0) => $"the program saw: {Text}",
            (RunDifferenceKind.Done, >= 0) => $"the program did: {Text}",
            (RunDifferenceKind.Common, _) => $"in both runs: {Text}",
            _ => Text,
        };
}

/// <summary>Kind of a <see cref="RunDifferenceLine"/>.</summary>
public enum RunDifferenceKind
{
    /// <summary>The first fault that only one of the runs has.</summary>
    Fault,

    /// <summary>The first state of a node, or effect of a call, that differs.</summary>
    Effect,

    /// <summary>The first list or response for the program that differs.</summary>
    Seen,

    /// <summary>The first operation of the program that differs.</summary>
    Done,

    /// <summary>Longest time without an operation of the program.</summary>
    Gap,

    /// <summary>The last call, before the first operation that differs, that failed in both runs and did not succeed
    /// later.</summary>
    Common,
}
