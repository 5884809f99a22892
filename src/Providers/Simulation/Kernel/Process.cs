using System.Runtime.ExceptionServices;

namespace Scalewright.Providers.Simulation.Kernel;

internal sealed class Process(SimulationKernel kernel, Func<Task> body, string name, SourceLocation location) : KernelEvent
{
    // The body, then its task: one field, because there may be a million processes.
    private object _work = body;

    public Process? Before { get; set; }

    public Process? After { get; set; }

    public PendingWait Wait => new(name, location.ToString());

    protected internal override void Execute()
    {
        Task task;
        try
        {
            task = ((Func<Task>)_work)();
        }
        catch (Exception failure) when (kernel.EndsRun(failure))
        {
            kernel.Unwatch(this);
            return;
        }

        _work = task;
        if (task.IsCompleted)
        {
            End();
            return;
        }

        task.GetAwaiter().UnsafeOnCompleted(End);
    }

    private void End()
    {
        Task task = (Task)_work;
        kernel.Unwatch(this);
        if (task.Exception?.InnerException is { } failure)
        {
            kernel.Fail(ExceptionDispatchInfo.Capture(failure));
        }
    }
}
