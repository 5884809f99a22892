namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Main program of a run. The run ends with it.</summary>
internal sealed class ProgramRun(SimulationKernel kernel, Func<Task> program, SourceLocation location) : KernelEvent
{
    public Task Task { get; private set; } = Task.CompletedTask;

    public PendingWait Wait => new("the program", location.ToString());

    protected internal override void Execute() => Task = RunAsync();

    private async Task RunAsync()
    {
        try
        {
            await program();
        }
        finally
        {
            // Not reached when the program escaped and resumes off the loop, because Post has dropped the continuation.
            kernel.Finish();
        }
    }
}
