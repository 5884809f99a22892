namespace Scalewright.Recording;

/// <summary>Link of the chain from an event back to what caused it.</summary>
/// <param name="Event">Number of the event.</param>
/// <param name="Text">Relation of <see cref="From"/> to this event, for example <c>caused by</c>; empty for the first
/// event.</param>
public sealed record RunCause(int Event, string Text)
{
    private const int MaxLinks = 40;

    /// <summary>Number of the event that this one led to; -1 for the first. It is that of the previous link, except
    /// where a second cause follows.</summary>
    public int From { get; init; } = -1;

    /// <summary>Number of events between both that only followed each other, for example successful calls.</summary>
    public int FoldedCount { get; init; }

    /// <summary>Returns the chain of causes of an event, which is the first link. It has at most 40 links.</summary>
    /// <remarks>A call without a response is followed to the lost message or the fault, an observation to the fault
    /// that delays lists and to the newest state that it read, an effect to its call, and any other event to the event
    /// that scheduled it. Further causes follow if they end at another fault.</remarks>
    /// <param name="trace">The run.</param>
    /// <param name="number">Number of the event.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such event.</exception>
    public static ValueList<RunCause> Find(RunTrace trace, int number)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, trace.Events.Count);
        return new RunCauseSearch(trace).Find(new RunCause(number, ""));
    }

    /// <summary>Returns the chain of causes of the failure of a run: from the failed phase to the first
    /// difference from a passing run, and back to the faults.</summary>
    /// <param name="trace">The failing run.</param>
    /// <param name="difference">Its differences from a passing run; null if no run passes.</param>
    /// <returns>Empty if no phase failed.</returns>
    public static ValueList<RunCause> FindFailure(RunTrace trace, RunDifference? difference)
    {
        ArgumentNullException.ThrowIfNull(trace);
        RunCauseSearch search = new(trace);
        int phase = search.FindFailedPhase();
        if (phase < 0)
        {
            return [];
        }

        int start = RunCauseSearch.FindDifferent(difference);
        if (start >= 0)
        {
            return search.Find(new RunCause(phase, ""), new RunCause(start, "different from the passing run"));
        }

        start = search.FindLast(phase);
        return start >= 0 ? search.Find(new RunCause(phase, ""), new RunCause(start, "result of")) : [new RunCause(phase, "")];
    }

    /// <summary>Search in a run. The viewer of traces follows the same rules.</summary>
    private sealed class RunCauseSearch(RunTrace trace)
    {
        private readonly List<RunCause> _chain = [];
        private readonly HashSet<int> _visited = [];
        private readonly Stack<RunCause> _branches = new();
        private readonly ILookup<int, int> _reads = trace.Links.ToLookup(link => link.Event, link => link.Read);

        public ValueList<RunCause> Find(params ReadOnlySpan<RunCause> start)
        {
            foreach (RunCause link in start[..^1])
            {
                _chain.Add(link);
                _visited.Add(link.Event);
            }

            Follow(start[^1] with { From = start.Length > 1 ? start[^2].Event : -1 }, isBranch: false);
            while (_chain.Count < MaxLinks && _branches.TryPop(out RunCause? branch))
            {
                Follow(branch, isBranch: true);
            }

            return _chain.Take(MaxLinks).ToValueList();
        }

        public int FindFailedPhase()
        {
            if (trace.End is not { Outcome: RunOutcomes.Failed, Phase: string name })
            {
                return -1;
            }

            for (int number = trace.Events.Count - 1; number >= 0; number--)
            {
                if (trace.Events[number].Kind == RunEventKind.Phase && trace.Events[number].Message == name)
                {
                    return number;
                }
            }

            return -1;
        }

        /// <summary>Returns the first operation of the program that differs, or else the first list, response or effect.</summary>
        public static int FindDifferent(RunDifference? difference)
        {
            ValueList<RunDifferenceLine> lines = difference?.Lines ?? [];
            foreach (
                RunDifferenceKind kind in (RunDifferenceKind[])[RunDifferenceKind.Done, RunDifferenceKind.Seen, RunDifferenceKind.Effect]
            )
            {
                if (lines.FirstOrDefault(line => line.Kind == kind) is { Failing: >= 0 } line)
                {
                    return line.Failing;
                }
            }

            return -1;
        }

        /// <summary>Returns the last failed call of a phase, or else its last event.</summary>
        public int FindLast(int phase)
        {
            int last = -1;
            for (int number = trace.Events.Count - 1; number > phase; number--)
            {
                RunEvent runEvent = trace.Events[number];
                if (
                    runEvent.Kind
                    is RunEventKind.Phase
                        or RunEventKind.Counter
                        or RunEventKind.Log
                        or RunEventKind.Note
                        or RunEventKind.JournalWrite
                        or RunEventKind.Message
                )
                {
                    continue;
                }

                if (runEvent.Result.Length > 0)
                {
                    return number;
                }

                last = Math.Max(last, number);
            }

            return last;
        }

        /// <summary>Adds a path. A branch is added only if it ends at a fault.</summary>
        private void Follow(RunCause start, bool isBranch)
        {
            List<RunCause> path = [];
            List<RunCause> branches = [];
            HashSet<int> passed = [];
            RunCause? next = start;
            while (next is not null && path.Count < MaxLinks && !_visited.Contains(next.Event) && passed.Add(next.Event))
            {
                path.Add(next);
                RunCause[] causes = [.. FindNext(next.Event).Where(link => !_visited.Contains(link.Event) && !passed.Contains(link.Event))];
                branches.AddRange(causes.Skip(1));
                next = causes.FirstOrDefault();
            }

            if (isBranch && (path.Count == 0 || trace.Events[path[^1].Event].Kind != RunEventKind.Fault))
            {
                return;
            }

            _chain.AddRange(path);
            _visited.UnionWith(passed);
            for (int index = branches.Count - 1; index >= 0; index--)
            {
                _branches.Push(branches[index]);
            }
        }

        /// <summary>Returns the causes of an event, the most specific first.</summary>
        private List<RunCause> FindNext(int number)
        {
            RunEvent runEvent = trace.Events[number];
            if (runEvent.Kind == RunEventKind.Fault)
            {
                return [];
            }

            List<RunCause> causes = [.. FindReads(number, runEvent)];
            if (runEvent.Result.Length > 0 && runEvent.Response >= 0)
            {
                causes.AddRange(FindEnd(number, runEvent));
            }

            if (runEvent.Kind is RunEventKind.Effect && runEvent.Parent >= 0)
            {
                causes.Add(new RunCause(runEvent.Parent, "effect of") { From = number });
            }
            else if (FindScheduler(number) is { } scheduler)
            {
                causes.Add(scheduler);
            }

            return causes;
        }

        private IEnumerable<RunCause> FindReads(int number, RunEvent runEvent)
        {
            int[] reads = [.. _reads[number]];
            string fault = runEvent.Kind == RunEventKind.Observation ? "shows an older state because of" : "because of";
            foreach (int read in reads.Where(read => trace.Events[read].Kind == RunEventKind.Fault))
            {
                yield return new RunCause(read, fault) { From = number };
            }

            int[] states = [.. reads.Where(read => trace.Events[read].Kind != RunEventKind.Fault)];
            if (states.Length > 0)
            {
                yield return new RunCause(states.Max(), "reads the state after") { From = number };
            }
        }

        /// <summary>Returns why a span failed. The note of a failed call names what was lost, and is later than the
        /// cause.</summary>
        private IEnumerable<RunCause> FindEnd(int number, RunEvent runEvent)
        {
            RunEvent end = trace.Events[runEvent.Response];
            if (end.Kind != RunEventKind.Note || end.Parent != number)
            {
                string text = runEvent.Kind == RunEventKind.Message ? "lost because of" : "ended by";
                yield return new RunCause(runEvent.Response, text) { From = number };
                yield break;
            }

            foreach (int read in _reads[runEvent.Response])
            {
                yield return new RunCause(read, GetLossRelation(read, number)) { From = number };
            }
        }

        private string GetLossRelation(int read, int call)
        {
            if (trace.Events[read].Kind != RunEventKind.Message)
            {
                return "because of";
            }

            return read > call ? "no response, because this was lost" : "no response; its connection had lost";
        }

        /// <summary>Returns what scheduled an event, without what only happened before: delivered messages, written
        /// journals, successful calls of the same subject.</summary>
        private RunCause? FindScheduler(int number)
        {
            RunEvent runEvent = trace.Events[number];
            int folded = 0;
            int cause = runEvent.Cause;
            while (cause >= 0 && IsPassed(runEvent, cause))
            {
                folded += trace.Events[cause]
                    is { Kind: RunEventKind.Message or RunEventKind.JournalWrite or RunEventKind.Note or RunEventKind.Counter }
                    ? 0
                    : 1;
                cause = trace.Events[cause].Cause;
            }

            if (cause < 0)
            {
                return null;
            }

            RunEvent scheduler = trace.Events[cause];
            if (scheduler is { Kind: RunEventKind.Note, Parent: >= 0 } && trace.Events[scheduler.Parent].Response == cause)
            {
                return new RunCause(scheduler.Parent, "after the failure of") { From = number, FoldedCount = folded };
            }

            return new RunCause(cause, GetRelation(runEvent, scheduler)) { From = number, FoldedCount = folded };
        }

        private static string GetRelation(RunEvent runEvent, RunEvent scheduler) =>
            scheduler.Kind switch
            {
                RunEventKind.Observation or RunEventKind.Decision => "based on",
                RunEventKind.Fault => "caused by",
                _ => runEvent.Kind == RunEventKind.NodeState ? "caused by" : "scheduled by",
            };

        private bool IsPassed(RunEvent runEvent, int number)
        {
            RunEvent cause = trace.Events[number];
            return cause switch
            {
                { Result.Length: > 0 } => false,
                { Kind: RunEventKind.Message } => runEvent.Kind != RunEventKind.Message,
                { Kind: RunEventKind.JournalWrite or RunEventKind.Counter or RunEventKind.Phase } => true,
                { Kind: RunEventKind.Note, Parent: >= 0 } => trace.Events[cause.Parent].Kind == RunEventKind.Phase,
                { Kind: RunEventKind.Call } when runEvent.Kind == RunEventKind.Observation => true,
                { Kind: RunEventKind.ServiceCall or RunEventKind.Program } => runEvent.Kind
                    is RunEventKind.ServiceCall
                        or RunEventKind.Program
                        or RunEventKind.Call,
                _ => cause.Subject == runEvent.Subject && cause.Kind == runEvent.Kind,
            };
        }
    }
}
