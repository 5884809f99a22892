namespace Benchmarks.Kernel;

/// <summary>How a simulated process is written.</summary>
public enum HoldStyle
{
    /// <summary>An event object that schedules itself again.</summary>
    Callback,

    /// <summary>An async method that awaits the kernel's delay.</summary>
    Async,

    /// <summary>The same as a method of the kernel's own task type.</summary>
    SimTask,

    /// <summary>An async method that awaits an unmodified Task.Delay over the virtual clock.</summary>
    TaskDelay,
}
