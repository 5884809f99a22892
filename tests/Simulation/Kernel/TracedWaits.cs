namespace Simulation.Tests.Kernel;

/// <summary>Tests that run alone: wait tracing affects the whole process and hides where an await resumes.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class TracedWaits
{
    public const string Name = "Traced waits";
}
