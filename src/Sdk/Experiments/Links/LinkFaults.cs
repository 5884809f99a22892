using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Experiments.Links;

/// <summary>Link rules as faults of the simulation.</summary>
public static class LinkFaults
{
    /// <summary>A fault for each pair of hosts. The link's own latency is the default's, to which the delay is added.</summary>
    /// <param name="rule">The rule; it is symmetric, and without correlation: the simulation draws each packet anew.</param>
    /// <param name="duration">How long; null: for good.</param>
    /// <exception cref="ExperimentException">The rule cannot be, or the simulation cannot do it.</exception>
    public static ValueList<ChangeLink> Of(LinkRule rule, TimeSpan? duration = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        rule.Require("a fault of the simulation", (!rule.IsSymmetric, "is_symmetric"), (rule.Correlation > 0, "correlation"));
        LinkModel link = ModelOf(rule);
        return [.. rule.From.SelectMany(from => rule.To.Select(to => new ChangeLink(from, to, link) { For = duration }))];
    }

    private static LinkModel ModelOf(LinkRule rule)
    {
        TimeSpan own = LinkModel.Default.Latency.Draw(new(0));
        return new LinkModel
        {
            Latency = DurationModel.Fixed(own + rule.Delay - rule.Jitter),
            Jitter = rule.Jitter > TimeSpan.Zero ? DurationModel.Uniform(TimeSpan.Zero, 2 * rule.Jitter) : DurationModel.Zero,
            BytesPerSecond = rule.BytesPerSecond,
            Loss = rule.Loss,
            Duplication = rule.Duplicate,
            Reordering = rule.Reorder,
            ReorderingDelay = rule.Reorder > 0 ? DurationModel.Fixed(rule.Delay) : LinkModel.Default.ReorderingDelay,
        };
    }
}
