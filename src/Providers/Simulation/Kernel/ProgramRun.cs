namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>The program that a run is for: the run ends with it.</summary>
internal sealed class ProgramRun(SimulationKernel kernel, Func<Task> program, Place place) : KernelEvent
{
    public Task Task { get; private set; } = Task.CompletedTask;

    public PendingWait Wait => new("the program", place.ToString());

    protected internal override void Occur() => Task = RunAsync();

    private async Task RunAsync()
    {
        try
        {
            await program();
        }
        finally
        {
            // The await may come back off the loop when the program escaped: then Post has dropped it, and this is never reached.
            kernel.Finish();
        }
    }
}
