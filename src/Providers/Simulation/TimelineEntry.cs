namespace Scalewright.Providers.Simulation;

/// <summary>One line of a seed's timeline: what the program called beside what went wrong.</summary>
/// <param name="At">Virtual time since the start.</param>
/// <param name="Kind">Its source.</param>
/// <param name="What">What happened: <c>create node web-1</c>.</param>
public sealed record TimelineEntry(TimeSpan At, TimelineKind Kind, string What)
{
    /// <summary><c>00:00:30 call   create node web-1</c>.</summary>
    public override string ToString() => Kind switch
    {
        TimelineKind.Phase => $"{At} {What}",
        TimelineKind.Fault => $"{At} fault  {What}",
        TimelineKind.Omission => $"... {What}",
        _ => $"{At} call   {What}",
    };
}
