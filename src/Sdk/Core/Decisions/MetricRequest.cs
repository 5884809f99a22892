using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>What a metric is asked for.</summary>
/// <param name="At">The instant of the cycle.</param>
/// <param name="Domain">The domain's name.</param>
/// <param name="Nodes">The nodes of the domain; samples of a reading are in this order.</param>
public sealed record MetricRequest(DateTimeOffset At, string Domain, ValueList<NodeSpec> Nodes);
