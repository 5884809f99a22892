namespace Loopback.Minimega.Machines;

/// <summary>Life of a container or VM; the numbers are the wire's.</summary>
[Flags]
internal enum VmState
{
    /// <summary>Not launched.</summary>
    None = 0,

    /// <summary>Launched, not started.</summary>
    Building = 1,

    /// <summary>Started.</summary>
    Running = 2,

    /// <summary>Stopped; can go on.</summary>
    Paused = 4,

    /// <summary>Ended.</summary>
    Quit = 8,

    /// <summary>The launch failed.</summary>
    Error = 16,
}
