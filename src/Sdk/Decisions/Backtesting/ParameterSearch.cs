using System.Globalization;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Tries every combination of parameters of a policy: a tournament of them all.</summary>
public sealed record ParameterSearch
{
    /// <summary>The largest number of combinations: 100,000.</summary>
    public const int CombinationsMax = 100_000;

    /// <summary>The parameters.</summary>
    public required ValueList<ParameterRange> Ranges { get; init; }

    /// <summary>Makes the policy from values, in the order of the parameters.</summary>
    public required Func<ValueList<double>, ISizingPolicy> Make { get; init; }

    /// <summary>The loads.</summary>
    public required ValueList<LoadTrace> Traces { get; init; }

    /// <summary>What the world is taken to be.</summary>
    public required BacktestModel Model { get; init; }

    /// <summary>How many seeds each combination is run with; default 1.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Runs it.</summary>
    /// <returns>The combinations, named by their values, the best first.</returns>
    /// <exception cref="DecisionException">There are too many, or one of them is not what it may be.</exception>
    public TournamentReport Run()
    {
        double count = Ranges.Aggregate(1.0, (product, range) => product * range.Count);
        return count is >= 1 and <= CombinationsMax
            ? new Tournament { Contenders = Enumerable.Range(0, (int)count).Select(Combine).ToValueList(), Traces = Traces, Model = Model, Seeds = Seeds }.Run()
            : throw new DecisionException("The search", [new Problem(ProblemCode.OutOfRange, $"{count} combinations", $"use 1 to {CombinationsMax}") { Field = "ranges" }]);
    }

    private Contender Combine(int number)
    {
        double[] values = new double[Ranges.Count];
        for (int index = Ranges.Count - 1; index >= 0; index--)
        {
            (number, int at) = Math.DivRem(number, Ranges[index].Count);
            values[index] = Ranges[index].At(at);
        }

        string name = string.Join(", ", values.Select((value, index) => string.Create(CultureInfo.InvariantCulture, $"{Ranges[index].Name} {value:0.####}")));
        return new Contender(name, Make(ValueList.Create<double>(values)));
    }
}
