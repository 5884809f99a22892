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

    /// <summary>Runs the search.</summary>
    /// <returns>The combinations, named by their values, best first. Combinations that the policy rejects are in
    /// <see cref="TournamentReport.Rejected"/>.</returns>
    /// <exception cref="DecisionException">An input is invalid, there are too many combinations, or all of them are
    /// invalid.</exception>
    public TournamentReport Run()
    {
        int count = CountChecked();
        ProblemList reasons = new();
        List<TournamentEntry> entries = [];
        List<RejectedParameters> refused = [];
        for (int number = 0; number < count; number++)
        {
            (TournamentEntry? entry, RejectedParameters? refusal) = Try(number);
            entries.AddRange(entry is null ? [] : [entry]);
            refused.AddRange(refusal is null ? [] : [refusal]);
            refusal?.Problems.ToList().ForEach(reasons.Add);
        }

        return entries.Count > 0
            ? new Tournament { Entries = entries
                .ToValueList(), Traces = Traces, Model = Model, SeedCount = SeedCount, IncludeBaselines = false }
                .Run() with { Rejected = refused.ToValueList() }
            : throw new DecisionException("Every combination of the search", reasons.ToCounted(ProblemCode.OutOfRange));
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
                problems.Add(ProblemCode.OutOfRange, $"ranges.{range.Name}",
                    string.Create(CultureInfo.InvariantCulture, $"{range.From} to {range.To} are no two numbers"),
                    "use finite numbers");
            }
        }

        if (count > MaxCombinations)
        {
            problems.Add(ProblemCode.OutOfRange, "ranges",
                string.Create(CultureInfo.InvariantCulture, $"{count} combinations"), $"use 1 to {MaxCombinations}");
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
            return problems.Count > 0
                ? (null, new RejectedParameters(name, problems.ToList()))
                : (new TournamentEntry(name, policy), null);
        }
        catch (DecisionException exception)
        {
            return (null, new RejectedParameters(
                name, exception.Problems.Select(problem => problem with { Field = $"{name}.{problem.Field}" })
                    .ToValueList()));
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

        string name = string.Join(", ", values.Select(
            (value, index) => string.Create(CultureInfo.InvariantCulture, $"{Ranges[index].Name} {value:0.####}")));
        return (name, ValueList.Create<double>(values));
    }
}
