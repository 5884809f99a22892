namespace Benchmarks.Kernel;

/// <summary>Programming style of a simulated process.</summary>
public enum HoldStyle
{
    /// <summary>Event object that schedules itself again.</summary>
    Callback,

    /// <summary>Async method that awaits the kernel's delay.</summary>
    Async,

    /// <summary>Async method with the kernel's own task type.</summary>
    SimTask,

    /// <summary>Async method that awaits an unmodified Task.Delay over the virtual clock.</summary>
    TaskDelay,
}
