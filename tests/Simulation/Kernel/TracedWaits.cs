namespace Simulation.Tests.Kernel;

/// <summary>Run alone: tracing of waits affects the process, and hides where an await resumes.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class TracedWaits
{
    public const string Name = "Traced waits";
}
