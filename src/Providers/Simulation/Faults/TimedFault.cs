namespace Scalewright.Providers.Simulation;

/// <summary>Fault with its start time.</summary>
/// <param name="At">Virtual time since the start, 0 or more.</param>
/// <param name="Fault">The fault.</param>
public sealed record TimedFault(TimeSpan At, Fault Fault)
{
    /// <summary>Returns text such as <c>00:01:30 crash of node web-1</c>.</summary>
    public override string ToString() => $"{At} {Fault}";
}
