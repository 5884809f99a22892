using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions.Backtesting;

/// <summary>The policies that every other one is compared with. Each begins at the size it wants.</summary>
internal static class Rivals
{
    public const string StaticPeak = "static peak";
    public const string StaticMean = "static mean";

    private const string KnowsAll = "clairvoyant";

    /// <summary>What they are called.</summary>
    public static ValueList<string> Names { get; } = [StaticPeak, StaticMean, KnowsAll];

    public static ValueList<Rival> Of(LoadTrace trace, BacktestModel model) => [Peak(trace, model), Static(StaticMean, trace.Mean, model), Clairvoyant(trace, model)];

    public static Rival Peak(LoadTrace trace, BacktestModel model) => Static(StaticPeak, trace.Peak, model);

    private static Rival Static(string name, double load, BacktestModel model)
    {
        int size = Math.Min(model.NodesMax, Sizes.FromNumber(Math.Ceiling(load / model.NodeLoad)));
        return new(name, new FixedSizing { Size = size }, model with { NodesStart = size });
    }

    private static Rival Clairvoyant(LoadTrace trace, BacktestModel model)
    {
        ClairvoyantSizing policy = ClairvoyantSizing.Of(trace, model);
        return new(KnowsAll, policy, model with { NodesStart = Math.Min(model.NodesMax, policy.Sizes[0]) });
    }
}

/// <summary>A policy to compare with, in a world that is prepared for it.</summary>
internal sealed record Rival(string Name, ISizingPolicy Policy, BacktestModel Model);
