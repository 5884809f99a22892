using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Experiments.Links;

/// <summary>Converts link rules to faults of the simulation.</summary>
public static class LinkFaults
{
    /// <summary>Creates a fault for each pair of hosts: the default latency plus the delay of the rule.</summary>
    /// <param name="rule">A symmetric rule without correlation, because the simulation draws each packet
    /// independently.</param>
    /// <param name="duration">Duration of the faults; null for no end.</param>
    /// <exception cref="ExperimentException">The rule is not valid, or the simulation does not support it.</exception>
    public static ValueList<ChangeLink> FromImpairment(LinkImpairment rule, TimeSpan? duration = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        rule.Require(
            "a fault of the simulation", (!rule.IsSymmetric, "is_symmetric"), (rule.Correlation > 0, "correlation"));
        LinkModel link = CreateModel(rule);
        return [.. rule.From.SelectMany(
            from => rule.To.Select(to => new ChangeLink(from, to, link) { Duration = duration }))];
    }

    private static LinkModel CreateModel(LinkImpairment rule)
    {
        TimeSpan own = LinkModel.Default.Latency.Sample(new(0));
        DurationModel jitter =
            rule.Jitter > TimeSpan.Zero ? DurationModel.Uniform(TimeSpan.Zero, 2 * rule.Jitter) : DurationModel.Zero;
        return new LinkModel
        {
            Latency = DurationModel.Fixed(own + rule.Delay - rule.Jitter),
            Jitter = jitter,
            MaxBytesPerSecond = rule.MaxBytesPerSecond,
            Loss = rule.Loss,
            Duplication = rule.Duplication,
            Reordering = rule.Reordering,
            ReorderingDelay = rule.Reordering > 0 ? DurationModel.Fixed(rule.Delay) : LinkModel.Default.ReorderingDelay,
        };
    }
}
