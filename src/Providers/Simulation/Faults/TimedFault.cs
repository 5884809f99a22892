namespace Scalewright.Providers.Simulation;

/// <summary>A fault and when it begins.</summary>
/// <param name="At">Virtual time since the start, 0 or more.</param>
/// <param name="Fault">What goes wrong.</param>
public sealed record TimedFault(TimeSpan At, Fault Fault)
{
    /// <summary>When, and what: <c>00:01:30 crash of node web-1</c>.</summary>
    public override string ToString() => $"{At} {Fault}";
}
