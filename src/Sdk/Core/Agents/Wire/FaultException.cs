using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Agents.Wire;

/// <summary>The other side ended a call, or the connection, with a reason.</summary>
[SuppressMessage("Design", "CA1064", Justification = "Never leaves this assembly.")]
internal sealed class FaultException(FaultMessage fault) : Exception(fault.Found)
{
    public FaultMessage Fault => fault;

    public static FaultException From(Problem problem) => new(FaultMessage.From(problem));
}
