namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Runs policies over loads and seeds, in parallel. The number of threads does not affect the result.
/// </summary>
public sealed record Tournament
{
    /// <summary>Maximum number of back-tests: 1,000,000.</summary>
    public const int MaxRuns = 1_000_000;

    /// <summary>Entries, with unique names.</summary>
    public required ValueList<TournamentEntry> Entries { get; init; }

    /// <summary>Loads, with unique names.</summary>
    public required ValueList<LoadTrace> Traces { get; init; }

    /// <summary>Model of the environment; its seed is the first seed.</summary>
    public required BacktestModel Model { get; init; }

    /// <summary>Number of seeds for each pair of policy and load, 1 or more. Default 10.</summary>
    public int SeedCount { get; init; } = 10;

    /// <summary>True to include baselines: static sizes for peak and mean, and a clairvoyant. Default true.</summary>
    public bool IncludeBaselines { get; init; } = true;

    /// <summary>Number of threads. Default one per processor.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Score for the ranking; lower is better. Default <c>costPerHour * (1 + violationPercent / 10)</c>.
    /// </summary>
    public Func<BacktestReport, double> Score { get; init; } = DefaultScore;

    internal static Func<BacktestReport, double> DefaultScore { get; } =
        report => report.CostPerHour * (1 + (report.ViolationPercent / 10));

    /// <summary>Runs the tournament.</summary>
    /// <exception cref="DecisionException">An input is invalid. Reports all problems and runs nothing.</exception>
    public TournamentReport Run()
    {
        Check();
        ValueList<BaselinePolicy>[] baselines = IncludeBaselines ? [.. Traces.Select(trace => BaselinePolicies.Create(trace, Model))] : [];
        int runs = Traces.Count * SeedCount;
        BacktestReport[] reports = new BacktestReport[(Entries.Count + (IncludeBaselines ? baselines[0].Count : 0)) * runs];
        try
        {
            WorkThreads
                .RunAsync(
                    MaxDegreeOfParallelism,
                    reports.Length,
                    (index, _) => reports[index] = RunOne(index, baselines),
                    CancellationToken.None
                )
                .GetAwaiter()
                .GetResult();
        }
        catch (DecisionException failure)
        {
            throw new DecisionException("The tournament", failure.Problems, failure);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException("A policy failed in a back-test.", failure);
        }

        return new TournamentReport(reports.ToValueList(), Entries.Count, runs, SeedCount, Score);
    }

    private BacktestReport RunOne(int index, ValueList<BaselinePolicy>[] baselines)
    {
        (int pair, int seed) = Math.DivRem(index, SeedCount);
        (int entry, int trace) = Math.DivRem(pair, Traces.Count);
        (string name, ISizingPolicy policy, BacktestModel model) =
            entry < Entries.Count
                ? (Entries[entry].Name, Entries[entry].GetPolicy(Traces[trace]), Model)
                : (
                    baselines[trace][entry - Entries.Count].Name,
                    baselines[trace][entry - Entries.Count].Policy,
                    baselines[trace][entry - Entries.Count].Model
                );
        return Backtest.RunChecked(policy, Traces[trace], model with { Seed = unchecked(Model.Seed + seed) }, name);
    }

    private void Check()
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator()
            .Positive("seeds", SeedCount)
            .Positive("threads", MaxDegreeOfParallelism)
            .Positive("entries", Entries.Count)
            .Positive("traces", Traces.Count);
        CheckPolicies(problems);
        CheckTracePolicies(problems);
        CheckNames(problems);
        CheckRunCount(problems);
        ValueList<Problem> all = problems.ToList().AddRange(Traces.SelectMany(trace => trace.Check())).AddRange(Model.Check());
        if (all.Count > 0)
        {
            throw new DecisionException("The tournament", all);
        }
    }

    private void CheckPolicies(PolicyOptionsValidator problems)
    {
        foreach (
            (string name, ISizingPolicy policy) in Entries.SelectMany(entry =>
                entry
                    .TracePolicies.Select(pair => (Name: $"{entry.Name}.{pair.Key}", Policy: pair.Value))
                    .Prepend((entry.Name, entry.Policy))
            )
        )
        {
            int before = problems.Count;
            problems.CheckPolicy(name, policy);
            if (problems.Count == before)
            {
                problems.Reads(name, policy, Model.Metrics);
            }
        }
    }

    // A policy for a single trace needs that trace.
    private void CheckTracePolicies(PolicyOptionsValidator problems)
    {
        foreach (
            (TournamentEntry entry, string trace) in Entries.SelectMany(entry =>
                entry.TracePolicies.Keys.Except(Traces.Select(trace => trace.Name), StringComparer.Ordinal).Select(trace => (entry, trace))
            )
        )
        {
            problems.Add(
                ProblemCode.UnknownReference,
                $"{entry.Name}.{trace}",
                "there is no trace of this name",
                $"use one of {string.Join(", ", Traces.Select(trace => TextEscaping.Escape(trace.Name)))}"
            );
        }
    }

    private void CheckNames(PolicyOptionsValidator problems)
    {
        foreach (
            IGrouping<string, TournamentEntry> same in Entries
                .GroupBy(entry => entry.Name, StringComparer.Ordinal)
                .Where(same => same.Count() > 1)
        )
        {
            problems.Add(
                ProblemCode.DuplicateName,
                "entries",
                $"'{TextEscaping.Escape(same.Key)}' is there {same.Count()} times",
                "give each its own name"
            );
        }

        foreach (
            IGrouping<string, LoadTrace> same in Traces.GroupBy(trace => trace.Name, StringComparer.Ordinal).Where(same => same.Count() > 1)
        )
        {
            problems.Add(
                ProblemCode.DuplicateName,
                "traces",
                $"'{TextEscaping.Escape(same.Key)}' is there {same.Count()} times",
                "give each its own name, as in trace with { Name = \"monday\" }"
            );
        }

        foreach (
            TournamentEntry entry in Entries.Where(entry =>
                IncludeBaselines && BaselinePolicies.Names.Contains(entry.Name, StringComparer.Ordinal)
            )
        )
        {
            problems.Add(
                ProblemCode.DuplicateName,
                "entries",
                $"'{entry.Name}' is the name of a baseline",
                "use another name, or turn IncludeBaselines off"
            );
        }
    }

    private void CheckRunCount(PolicyOptionsValidator problems)
    {
        if ((double)Entries.Count * Traces.Count * SeedCount > MaxRuns)
        {
            problems.Add(
                ProblemCode.OutOfRange,
                "seeds",
                $"{SeedCount} for {Pluralizer.Format(Entries.Count, "entry")} and "
                    + $"{Pluralizer.Format(Traces.Count, "trace")} are more than {MaxRuns} back-tests",
                "use fewer seeds, entries or traces"
            );
        }
    }
}
