namespace Simulation.Tests.Kernel;

/// <summary>
/// Tests that nothing runs beside: whichever run traces its waits, the runtime traces those of the whole process, and hides which method
/// an await goes on in.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class TracedWaits
{
    public const string Name = "Traced waits";
}
