using Scalewright.Decisions.Policies;

namespace Scalewright.Decisions.Backtesting;

/// <summary>The policies that every other one is compared with. Each begins at the size it wants.</summary>
internal static class Rivals
{
    public static ValueList<Rival> Of(LoadTrace trace, BacktestModel model) => [Peak(trace, model), Static("static mean", trace.Mean, model), Clairvoyant(trace, model)];

    public static Rival Peak(LoadTrace trace, BacktestModel model) => Static("static peak", trace.Peak, model);

    private static Rival Static(string name, double load, BacktestModel model)
    {
        int size = Math.Min(model.NodesMax, Sizes.FromNumber(Math.Ceiling(load / model.NodeLoad)));
        return new(name, new FixedSizing { Size = size }, model with { NodesStart = size });
    }

    private static Rival Clairvoyant(LoadTrace trace, BacktestModel model)
    {
        ClairvoyantSizing policy = ClairvoyantSizing.Of(trace, model);
        return new("clairvoyant", policy, model with { NodesStart = Math.Min(model.NodesMax, policy.Sizes[0]) });
    }
}
