namespace Scalewright.Decisions.Backtesting;

/// <summary>Searches all combinations of parameters of a policy, as a tournament.</summary>
public sealed record ParameterSearch
{
    /// <summary>Maximum number of combinations: 100,000.</summary>
    public const int MaxCombinations = 100_000;

    /// <summary>The parameters.</summary>
    public required ValueList<ParameterRange> Ranges { get; init; }

    /// <summary>Creates the policy from values, in the order of the parameters.</summary>
    public required Func<ValueList<double>, ISizingPolicy> CreatePolicy { get; init; }

    /// <summary>The loads.</summary>
    public required ValueList<LoadTrace> Traces { get; init; }

    /// <summary>Model of the environment.</summary>
    public required BacktestModel Model { get; init; }

    /// <summary>Number of seeds for each combination. Default 1.</summary>
    public int SeedCount { get; init; } = 1;

    /// <summary>Score to minimize. Default null: that of <see cref="Tournament.Score"/>.</summary>
    public Func<BacktestReport, double>? Score { get; init; }

    /// <summary>Runs the search.</summary>
    /// <returns>The combinations, named by their values, best first. Combinations that the policy rejects are in
    /// <see cref="TournamentReport.Rejected"/>.</returns>
    /// <exception cref="DecisionException">An input is invalid, there are too many combinations, or all of them are
    /// invalid.</exception>
    public TournamentReport Run() => RunAll(out _);

    /// <summary>
    /// Selects the best combination for each load by its mean score over all other loads, so that a policy is never
    /// tuned on the load that it is compared with.
    /// </summary>
    /// <returns>The policies by the names of their loads.</returns>
    /// <exception cref="DecisionException">As for <see cref="Run"/>, or there is only one load.</exception>
    public ValueMap<ISizingPolicy> SelectForEachTrace()
    {
        if (Traces.Count < 2)
        {
            throw new DecisionException(
                "The search",
                [
                    new Problem(
                        ProblemCode.OutOfRange,
                        $"{Pluralizer.Format(Traces.Count, "load")}; the best combination of one is selected by the others",
                        "use 2 or more"
                    )
                    {
                        Field = "traces",
                    },
                ]
            );
        }

        TournamentReport report = RunAll(out List<TournamentEntry> entries);
        double[][] scores =
        [
            .. entries.Select(entry => report.GetScores(entry.Name).ToArray().Chunk(SeedCount).Select(seeds => seeds.Average()).ToArray()),
        ];
        return Traces.Select((trace, index) => KeyValuePair.Create(trace.Name, entries[BestWithout(scores, index)].Policy)).ToValueMap();
    }

    /// <summary>Returns the row with the smallest sum of all columns but one.</summary>
    private static int BestWithout(double[][] scores, int column) =>
        Enumerable.Range(0, scores.Length).MinBy(row => scores[row].Where((_, index) => index != column).Sum());

    private TournamentReport RunAll(out List<TournamentEntry> entries)
    {
        int count = CountChecked();
        ProblemList reasons = new();
        entries = [];
        List<RejectedParameters> refused = [];
        for (int number = 0; number < count; number++)
        {
            (TournamentEntry? entry, RejectedParameters? refusal) = Try(number);
            entries.AddRange(entry is null ? [] : [entry]);
            refused.AddRange(refusal is null ? [] : [refusal]);
            refusal?.Problems.ToList().ForEach(reasons.Add);
        }

        if (entries.Count == 0)
        {
            throw new DecisionException("Every combination of the search", reasons.ToCounted(ProblemCode.OutOfRange));
        }

        Tournament tournament = new()
        {
            Entries = entries.ToValueList(),
            Traces = Traces,
            Model = Model,
            SeedCount = SeedCount,
            IncludeBaselines = false,
        };
        return (Score is null ? tournament : tournament with { Score = Score }).Run() with { Rejected = refused.ToValueList() };
    }

    private int CountChecked()
    {
        PolicyOptionsValidator problems = new();
        double count = 1;
        foreach (ParameterRange range in Ranges)
        {
            problems.Positive($"ranges.{range.Name}.count", range.Count);
            count *= range.Count;
            if (!double.IsFinite(range.From) || !double.IsFinite(range.To))
            {
                problems.Add(
                    ProblemCode.OutOfRange,
                    $"ranges.{range.Name}",
                    string.Create(CultureInfo.InvariantCulture, $"{range.From} to {range.To} are not two numbers"),
                    "use finite numbers"
                );
            }
        }

        if (count > MaxCombinations)
        {
            problems.Add(
                ProblemCode.OutOfRange,
                "ranges",
                string.Create(CultureInfo.InvariantCulture, $"{count} combinations"),
                $"use 1 to {MaxCombinations}"
            );
        }

        ValueList<Problem> all = problems.ToList();
        return all.Count > 0 ? throw new DecisionException("The search", all) : (int)count;
    }

    private (TournamentEntry? Entry, RejectedParameters? Refusal) Try(int number)
    {
        (string name, ValueList<double> values) = Combine(number);
        try
        {
            ISizingPolicy policy = CreatePolicy(values);
            PolicyOptionsValidator problems = new PolicyOptionsValidator().CheckPolicy(name, policy);
            problems = problems.Count > 0 ? problems : problems.Reads(name, policy, Model.Metrics);
            return problems.Count > 0 ? (null, new RejectedParameters(name, problems.ToList())) : (new TournamentEntry(name, policy), null);
        }
        catch (DecisionException exception)
        {
            return (
                null,
                new RejectedParameters(
                    name,
                    exception.Problems.Select(problem => problem with { Field = $"{name}.{problem.Field}" }).ToValueList()
                )
            );
        }
    }

    private (string Name, ValueList<double> Values) Combine(int number)
    {
        double[] values = new double[Ranges.Count];
        for (int index = Ranges.Count - 1; index >= 0; index--)
        {
            (number, int at) = Math.DivRem(number, Ranges[index].Count);
            values[index] = Ranges[index].At(at);
        }

        string name = string.Join(
            ", ",
            values.Select((value, index) => string.Create(CultureInfo.InvariantCulture, $"{Ranges[index].Name} {value:0.####}"))
        );
        return (name, ValueList.Create<double>(values));
    }
}
