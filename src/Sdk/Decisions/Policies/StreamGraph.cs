namespace Scalewright.Decisions.Policies;

/// <summary>
/// Propagates the rates of sources through a graph, so that all operators are sized in one step (DS2).
/// </summary>
public static class StreamGraph
{
    /// <summary>Computes the demand of every operator.</summary>
    /// <param name="rules">Rules for one operator.</param>
    /// <param name="operators">Operators, each after the operators that it reads from.</param>
    /// <returns>The demands, in the same order.</returns>
    /// <exception cref="ArgumentException">An operator reads from one that does not precede it.</exception>
    public static ValueList<StreamDemand> Evaluate(StreamRules rules, ValueList<StreamOperator> operators)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(operators);
        Dictionary<string, StreamDemand> demandsByName = new(StringComparer.Ordinal);
        List<StreamDemand> demands = [];
        foreach (StreamOperator streamOperator in operators)
        {
            (double rate, double catchUp) =
                streamOperator.Inputs.Count == 0 ? FromOutside(rules, streamOperator) : FromInputs(streamOperator, demandsByName);
            StreamVertex vertex = new()
            {
                Parallelism = streamOperator.Parallelism,
                MaxParallelism = streamOperator.MaxParallelism,
                TargetRate = rate,
                TrueProcessingRate = streamOperator.TrueProcessingRate,
                CatchUpRate = catchUp,
                Coefficient = rules.CalculateCoefficient(streamOperator.History.AsSpan()),
            };
            StreamDemand demand = new(streamOperator.Name, rate, catchUp, streamOperator.TrueProcessingRate, rules.Evaluate(vertex));
            demandsByName[streamOperator.Name] = demand;
            demands.Add(demand);
        }

        return demands.ToValueList();
    }

    private static (double Rate, double CatchUp) FromOutside(StreamRules rules, StreamOperator streamOperator)
    {
        double seconds = rules.CatchUpDuration.TotalSeconds;
        return (Math.Max(0, streamOperator.InputRate + streamOperator.LagGrowthRate), seconds == 0 ? 0 : streamOperator.Lag / seconds);
    }

    private static (double Rate, double CatchUp) FromInputs(StreamOperator item, Dictionary<string, StreamDemand> demandsByName)
    {
        (double rate, double catchUp) = (0, 0);
        foreach (StreamInput input in item.Inputs)
        {
            if (!demandsByName.TryGetValue(input.Source, out StreamDemand? source))
            {
                throw new ArgumentException($"'{item.Name}' reads from '{input.Source}', which does not come before it", nameof(item));
            }

            rate += source.TargetRate * input.OutputRatio;
            catchUp += source.CatchUpRate * input.OutputRatio;
        }

        return (rate, catchUp);
    }
}

/// <summary>Demand of a stream graph on one operator.</summary>
/// <param name="Name">Name of the operator.</param>
/// <param name="TargetRate">Records per second to process.</param>
/// <param name="CatchUpRate">Additional records per second to reduce the lag of the sources.</param>
/// <param name="TrueProcessingRate">Maximum processing rate in records per second; NaN if unknown.</param>
/// <param name="Proposal">Proposal of the scaling rule.</param>
public sealed record StreamDemand(string Name, double TargetRate, double CatchUpRate, double TrueProcessingRate, StreamProposal Proposal);
