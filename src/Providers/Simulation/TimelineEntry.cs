namespace Scalewright.Providers.Simulation;

/// <summary>Entry of the timeline of a seed, which lists the calls of the program together with the faults.</summary>
/// <param name="At">Virtual time since the start.</param>
/// <param name="Kind">Source of the entry.</param>
/// <param name="Description">Description of the event: <c>create node web-1</c>.</param>
public sealed record TimelineEntry(TimeSpan At, TimelineKind Kind, string Description)
{
    /// <summary>Returns text such as <c>00:00:30 call   create node web-1</c>.</summary>
    public override string ToString() =>
        Kind switch
        {
            TimelineKind.Phase => $"{At} {Description}",
            TimelineKind.Fault => $"{At} fault  {Description}",
            TimelineKind.Omission => $"... {Description}",
            _ => $"{At} call   {Description}",
        };
}
