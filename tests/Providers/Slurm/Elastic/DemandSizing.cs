using Scalewright;
using Scalewright.Decisions;

namespace Slurm.Tests.Elastic;

/// <summary>As many nodes as jobs ask for.</summary>
internal sealed record DemandSizing : ISizingPolicy
{
    private static readonly DecisionRule Rule = new("demand", "demand", ["demand"], input => input.A);

    public int StateLength => 0;

    public ValueList<string> MetricNames => ["demand"];

    public Decision Decide(in DomainObservation observation, Span<long> state) =>
        observation.Metric("demand") is { IsUsable: true } demand ? Decision.By(observation.At, observation.Desired, Rule, new(demand.Value)) : Decision.Hold(observation.At, observation.Desired);
}
