using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Agents.Wire;

/// <summary>The connection has ended before what was asked of it; the reason is inside.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class LinkLostException(Exception reason) : Exception(reason.Message, reason)
{
    /// <summary>True when the next connection would end for the same reason: the agent wants another controller, or the controller another agent.</summary>
    public bool IsFinal => InnerException is FaultException { Fault.Code: var code } && (code == ProblemCode.AgentMismatch.Id || code == ProblemCode.StaleLease.Id);
}
