using Scalewright.Topologies;

namespace Scalewright.Decisions;

/// <summary>Request for a metric.</summary>
/// <param name="Timestamp">Time of the cycle.</param>
/// <param name="Domain">Name of the domain.</param>
/// <param name="Nodes">Nodes of the domain; samples of a reading are in this order.</param>
public sealed record MetricRequest(DateTimeOffset Timestamp, string Domain, ValueList<NodeSpec> Nodes);
