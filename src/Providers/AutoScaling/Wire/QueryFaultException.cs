using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>A request that is refused. It never leaves the endpoint: the caller gets the fault as a reply.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Caught by the endpoint, always.")]
internal sealed class QueryFaultException(WireFault fault) : Exception(fault.Message)
{
    /// <summary>What the caller is told.</summary>
    public WireFault Fault { get; } = fault;
}
