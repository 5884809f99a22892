using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Baseline policies. Each starts at its desired size.</summary>
internal static class BaselinePolicies
{
    public const string StaticPeak = "static peak";
    public const string StaticMean = "static mean";

    public const string Clairvoyant = "clairvoyant";

    public static ValueList<string> Names { get; } = [StaticPeak, StaticMean, Clairvoyant];

    public static ValueList<BaselinePolicy> Create(LoadTrace trace, BacktestModel model) =>
        [Peak(trace, model), Static(StaticMean, trace.Mean, model), FromLoad(trace, model)];

    public static BaselinePolicy Peak(LoadTrace trace, BacktestModel model) => Static(StaticPeak, trace.Peak, model);

    private static BaselinePolicy Static(string name, double load, BacktestModel model)
    {
        int size = Math.Min(model.MaxNodes, SizeMath.FromNumber(Math.Ceiling(load / model.NodeCapacity)));
        return new(name, new FixedSizing { Size = size }, model with { InitialNodes = size });
    }

    private static BaselinePolicy FromLoad(LoadTrace trace, BacktestModel model)
    {
        ClairvoyantSizing policy = ClairvoyantSizing.FromTrace(trace, model);
        return new(Clairvoyant, policy, model with { InitialNodes = Math.Min(model.MaxNodes, policy.Sizes[0]) });
    }
}

internal sealed record BaselinePolicy(string Name, ISizingPolicy Policy, BacktestModel Model);

/// <summary>
/// Policy that knows the load in advance. The desired size is the maximum number of nodes needed until a node requested
/// at the next decision could be fully ready. Only a policy that lets load wait can be better.
/// </summary>
internal sealed record ClairvoyantSizing : ISizingPolicy
{
    private static readonly DecisionRule Rule = new("clairvoyant", "most nodes needed until new ones serve", ["nodes"], input => input.A);

    private ClairvoyantSizing(DateTimeOffset start, TimeSpan step, ValueList<int> sizes) => (Start, Step, Sizes) = (start, step, sizes);

    public DateTimeOffset Start { get; }

    public TimeSpan Step { get; }

    public ValueList<int> Sizes { get; }

    public int StateLength => 0;

    public static ClairvoyantSizing FromTrace(LoadTrace trace, BacktestModel model)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(model);
        int ahead = (int)
            Math.Min(
                trace.Values.Count,
                Math.Ceiling((model.BootDelay + model.BootJitter + model.WarmUpPeriod) / trace.Step) + model.StepsPerDecision + 1
            );
        return new(trace.Start, trace.Step, MostAhead(trace, model, ahead));
    }

    public Decision Decide(in DomainObservation observation, Span<long> state)
    {
        long index = Math.Clamp((observation.Timestamp - Start).Ticks / Step.Ticks, 0, Sizes.Count - 1);
        return Decision.FromRule(observation.Timestamp, observation.DesiredCount, Rule, new(Sizes[(int)index]));
    }

    /// <summary>Computes the maximum of each window of steps with a monotonic queue, in linear time.</summary>
    private static ValueList<int> MostAhead(LoadTrace trace, BacktestModel model, int ahead)
    {
        int count = trace.Values.Count;
        int[] needs = new int[count];
        for (int index = 0; index < count; index++)
        {
            needs[index] = Decisions.SizeMath.FromNumber(Math.Ceiling(trace.Values[index] / model.NodeCapacity));
        }

        int[] most = new int[count];
        LinkedList<int> falling = [];
        for (int index = count - 1; index >= 0; index--)
        {
            while (falling.First is { } first && needs[first.Value] <= needs[index])
            {
                falling.RemoveFirst();
            }

            falling.AddFirst(index);
            while (falling.Last!.Value > index + ahead)
            {
                falling.RemoveLast();
            }

            most[index] = needs[falling.Last.Value];
        }

        return ValueList.Create<int>(most);
    }
}
