namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Runs many seeds, some of them twice, and minimizes the faults of the failing ones.</summary>
internal sealed class Explorer(SeedRunner runner, FaultGenerator faults, ExplorationOptions options)
{
    private readonly ConcurrentBag<SeedRun> _failed = [];
    private readonly Lock _gate = new();
    private readonly KnownNodes _nodes = new(faults.Nodes);
    private readonly CoverageSum _coverage = new(faults, options.Simulation.Faults.Faults.Count);
    private readonly SortedDictionary<string, int> _situations = new(StringComparer.Ordinal);
    private ExplorationReport _report = new() { MinStepCount = long.MaxValue };

    public async Task<ExplorationReport> ExploreAsync(int seeds, CancellationToken cancellationToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await SeedThreads.RunAsync(options.MaxDegreeOfParallelism, seeds, index => Visit(index, enough), enough.Token);
        cancellationToken.ThrowIfCancellationRequested();

        // Indexes are assigned in order, so the lowest failing seeds have been run regardless of the thread schedule.
        SeedRun[] first = [.. _failed.OrderBy(run => run.Seed).Take(options.MaxFailures)];
        SeedFailure[] failures = new SeedFailure[first.Length];
        await SeedThreads.RunAsync(
            options.MaxDegreeOfParallelism,
            first.Length,
            index => failures[index] = Shrink(first[index]),
            cancellationToken
        );
        cancellationToken.ThrowIfCancellationRequested();
        return _report with
        {
            Failures = failures.ToValueList(),
            Situations = [.. _situations.Select(situation => new Situation(situation.Key, situation.Value))],
            Coverage = _coverage.GetSum(),
            UnknownNodes = failures.Length == 0 ? _nodes.Problems : [],
        };
    }

    private void Visit(int index, CancellationTokenSource enough)
    {
        long seed = options.FirstSeed + index;
        FaultSchedule generated = faults.Generate(seed, out int[] kinds);
        SeedRun run = runner.Run(seed, generated);
        bool isRepeated = IsRepeated(seed);
        if (isRepeated)
        {
            run = Compared(run, runner.Run(seed, generated));
        }

        Count(run, kinds, isRepeated);
        if (run.Failure is not null)
        {
            _failed.Add(run);
            if (_failed.Count >= options.MaxFailures)
            {
                enough.Cancel();
            }
        }
    }

    // Depends on the seed alone, so that ranges together check the same seeds as one run over all of them.
    private bool IsRepeated(long seed) =>
        Math.Ceiling(seed * options.DeterminismCheckRatio) > Math.Ceiling((seed - 1) * options.DeterminismCheckRatio);

    /// <summary>Compares two runs of a seed. Returns an escaped run as is; its order is not deterministic.</summary>
    public static SeedRun Compared(SeedRun first, SeedRun second) =>
        (first.Failure, second.Failure) switch
        {
            (SimulationEscapedException, _) => first,
            (_, SimulationEscapedException escaped) => first with { Failure = escaped },
            var (firstFailure, secondFailure)
                when first.TraceHash == second.TraceHash && firstFailure?.GetType() == secondFailure?.GetType() => first,
            _ => first with { Failure = new NonDeterminismException(first.TraceHash, second.TraceHash) },
        };

    private void Count(SeedRun run, int[] kinds, bool isRepeated)
    {
        lock (_gate)
        {
            _nodes.Add(run.NodeNames);
            _coverage.Add(run, kinds);
            foreach (Situation situation in run.Situations)
            {
                _situations[situation.Name] = _situations.GetValueOrDefault(situation.Name) + situation.SeedCount;
            }

            _report = _report with
            {
                SeedCount = _report.SeedCount + 1,
                DeterminismCheckCount = _report.DeterminismCheckCount + (isRepeated ? 1 : 0),
                FaultCount = _report.FaultCount + run.Faults.Faults.Count,
                KillCount = _report.KillCount + run.KillCount,
                StepCount = _report.StepCount + run.StepCount,
                MinStepCount = Math.Min(_report.MinStepCount, run.StepCount),
                Elapsed = _report.Elapsed + run.Elapsed,
            };
        }
    }

    private SeedFailure Shrink(SeedRun failed)
    {
        if (failed.Failure is SimulationEscapedException)
        {
            // The result of an escaped run depends on threads, so minimizing would report unrelated faults.
            return new SeedFailure(new SeedReplay(failed.Seed, null).ToString(), runner.Explained(failed), failed.Faults);
        }

        int runCount = 0;
        SeedRun best = failed;
        FailureShape expected = FailureShape.From(failed.Failure)!;
        ValueList<int> kept = FaultShrinker.Shrink(failed.Faults.Faults.Count, Fails, () => runCount < options.MaxShrinkRuns);
        return new SeedFailure(new SeedReplay(failed.Seed, kept).ToString(), runner.Explained(best), failed.Faults)
        {
            ShrinkRunCount = runCount,
        };

        bool Fails(ValueList<int> candidate)
        {
            runCount++;
            FaultSchedule fewer = new SeedReplay(failed.Seed, candidate).Keep(failed.Faults);
            SeedRun run = runner.Run(failed.Seed, fewer);
            if (failed.Failure is NonDeterminismException)
            {
                run = Compared(run, runner.Run(failed.Seed, fewer));
            }

            bool fails = expected.IsLike(FailureShape.From(run.Failure));
            best = fails ? run : best;
            return fails;
        }
    }
}

/// <summary>Records which nodes of the faults existed in any seed. Not thread-safe.</summary>
internal sealed class KnownNodes(ValueList<string> expected)
{
    // Names for suggestions; a cluster may have many more.
    private const int MaxNames = 10_000;

    private readonly HashSet<string> _unreached = new(expected, StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public void Add(ValueList<string> names)
    {
        if (_unreached.Count == 0)
        {
            return;
        }

        foreach (string name in names)
        {
            _unreached.Remove(name);
            if (_seen.Count < MaxNames)
            {
                _seen.Add(name);
            }
        }
    }

    /// <summary>One problem for each name that matches no node, in ordinal order.</summary>
    public ValueList<Problem> Problems =>
        _unreached
            .Order(StringComparer.Ordinal)
            .Select(name => new Problem(
                ProblemCode.UnknownReference,
                $"no seed ever had a node '{TextEscaping.Escape(name)}', so its faults had no effect",
                _seen.Count == 0 ? "name nodes that the program creates; it created none" : FaultCheck.Choice(name, _seen)
            )
            {
                Field = nameof(FaultGenerator.Nodes),
            })
            .ToValueList();
}

/// <summary>
/// Identifies a bug across runs with different names, numbers and times. Compares exception type, innermost user frame
/// and most words of the message. Minimizing may uncover another bug, which must not replace the original one.
/// </summary>
internal sealed class FailureShape
{
    /// <summary>
    /// Minimum ratio of words in the shorter message that the longer message also contains. Lists of nodes differ in
    /// length between runs.
    /// </summary>
    private const double WordsShared = 0.75;

    private readonly string _kind;
    private readonly string _frame;
    private readonly HashSet<string> _words;

    /// <param name="kind">Type of the exception.</param>
    /// <param name="frame">Innermost frame of the user's code.</param>
    /// <param name="message">Message of the exception.</param>
    public FailureShape(string kind, string frame, string message)
    {
        _kind = kind;
        _frame = frame;
        _words = [.. GetWords(message)];
    }

    /// <param name="failure">The failure of a run; null when the run succeeded.</param>
    public static FailureShape? From(Exception? failure) =>
        failure is null
            ? null
            : new FailureShape(failure.GetType().FullName ?? "", StackLines.UsersOwn(failure.StackTrace ?? ""), failure.Message);

    public bool IsLike(FailureShape? other) => other is not null && _kind == other._kind && _frame == other._frame && SharesWords(other);

    private bool SharesWords(FailureShape other)
    {
        int minCount = Math.Min(_words.Count, other._words.Count);
        return minCount == 0 ? _words.Count == other._words.Count : _words.Count(other._words.Contains) >= WordsShared * minCount;
    }

    /// <summary>Returns the words without digits. A word with a digit is a name, number or time of the run.</summary>
    private static IEnumerable<string> GetWords(string message) =>
        message
            .Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => !word.Any(char.IsAsciiDigit))
            .Select(word => word.Trim('.', ',', ':', ';', '\'', '"', '(', ')', '[', ']'))
            .Where(word => word.Length > 0);
}

/// <summary>
/// Minimizes a set of faults by halves, smaller parts and single faults. Source: Zeller and Hildebrandt, "Simplifying
/// and Isolating Failure-Inducing Input" (ddmin). The result is minimal for single faults only, since each fault shifts
/// later events. Therefore, single faults are tried first, and pairs of the remaining faults last.
/// </summary>
internal static class FaultShrinker
{
    /// <summary>Returns a small set of faults that still fails.</summary>
    /// <param name="count">Number of faults; all of them together fail.</param>
    /// <param name="fails">Returns true if a set fails. Each failing set is smaller than the previous one.</param>
    /// <param name="canContinue">Returns true if another set may be tried.</param>
    /// <returns>Indexes of the remaining faults.</returns>
    public static ValueList<int> Shrink(int count, Func<ValueList<int>, bool> fails, Func<bool> canContinue)
    {
        if (count == 0 || (canContinue() && fails([])))
        {
            return [];
        }

        ValueList<int> kept = Enumerable.Range(0, count).ToValueList();
        if (Alone(kept, fails, canContinue) is { } alone)
        {
            return alone;
        }

        kept = Halve(kept, fails, canContinue);
        return kept.Count > 2 ? Pair(kept, fails, canContinue) ?? kept : kept;
    }

    private static ValueList<int>? Alone(ValueList<int> kept, Func<ValueList<int>, bool> fails, Func<bool> canContinue)
    {
        for (int index = 0; index < kept.Count && kept.Count > 1 && canContinue(); index++)
        {
            if (fails([kept[index]]))
            {
                return [kept[index]];
            }
        }

        return null;
    }

    private static ValueList<int>? Pair(ValueList<int> kept, Func<ValueList<int>, bool> fails, Func<bool> canContinue)
    {
        for (int first = 0; first < kept.Count; first++)
        {
            for (int second = first + 1; second < kept.Count && canContinue(); second++)
            {
                if (fails([kept[first], kept[second]]))
                {
                    return [kept[first], kept[second]];
                }
            }
        }

        return null;
    }

    private static ValueList<int> Halve(ValueList<int> kept, Func<ValueList<int>, bool> fails, Func<bool> canContinue)
    {
        int parts = 2;
        while (kept.Count > 1 && canContinue())
        {
            if (Reduce(kept, parts, fails, canContinue) is { } fewer)
            {
                kept = fewer;
                parts = Math.Max(parts - 1, 2);
            }
            else if (parts >= kept.Count)
            {
                break;
            }
            else
            {
                parts = Math.Min(parts * 2, kept.Count);
            }
        }

        return kept;
    }

    private static ValueList<int>? Reduce(ValueList<int> kept, int parts, Func<ValueList<int>, bool> fails, Func<bool> canContinue)
    {
        int size = (kept.Count + parts - 1) / parts;
        for (int start = 0; start < kept.Count && canContinue(); start += size)
        {
            ValueList<int> fewer = [.. kept.AsSpan()[..start], .. kept.AsSpan()[Math.Min(start + size, kept.Count)..]];
            if (fails(fewer))
            {
                return fewer;
            }
        }

        return null;
    }
}
