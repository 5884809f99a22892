namespace Scalewright.Decisions.Policies;

/// <summary>Propagates the rates of sources through a graph, so that all are sized in one step (DS2).</summary>
public static class StreamGraph
{
    /// <summary>Computes the demand of every operator.</summary>
    /// <param name="rules">Rules for one operator.</param>
    /// <param name="operators">Operators, each after those it reads from.</param>
    /// <returns>The demands, in the same order.</returns>
    /// <exception cref="ArgumentException">An operator reads from one that does not precede it.</exception>
    public static ValueList<StreamDemand> Judge(StreamRules rules, ValueList<StreamOperator> operators)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(operators);
        Dictionary<string, StreamDemand> known = new(StringComparer.Ordinal);
        List<StreamDemand> demands = [];
        foreach (StreamOperator item in operators)
        {
            (double rate, double catchUp) = item.Inputs.Count == 0 ? FromOutside(rules, item) : FromInputs(item, known);
            StreamVertex vertex = new()
            {
                Parallelism = item.Parallelism,
                ParallelismMax = item.ParallelismMax,
                TargetRate = rate,
                TrueRate = item.TrueRate,
                CatchUpRate = catchUp,
                Coefficient = rules.CoefficientOf(item.History.AsSpan()),
            };
            StreamDemand demand = new(item.Name, rate, catchUp, item.TrueRate, rules.Judge(vertex));
            known[item.Name] = demand;
            demands.Add(demand);
        }

        return demands.ToValueList();
    }

    private static (double Rate, double CatchUp) FromOutside(StreamRules rules, StreamOperator item)
    {
        double seconds = rules.CatchUp.TotalSeconds;
        return (Math.Max(0, item.InputRate + item.LagGrowthRate), seconds == 0 ? 0 : item.Lag / seconds);
    }

    private static (double Rate, double CatchUp) FromInputs(StreamOperator item, Dictionary<string, StreamDemand> known)
    {
        (double rate, double catchUp) = (0, 0);
        foreach (StreamInput input in item.Inputs)
        {
            if (!known.TryGetValue(input.From, out StreamDemand? source))
            {
                throw new ArgumentException($"'{item.Name}' reads from '{input.From}', which does not come before it", nameof(item));
            }

            rate += source.TargetRate * input.OutputRatio;
            catchUp += source.CatchUpRate * input.OutputRatio;
        }

        return (rate, catchUp);
    }
}
