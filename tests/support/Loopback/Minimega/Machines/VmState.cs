namespace Loopback.Minimega.Machines;

/// <summary>The numbers are those of the wire format.</summary>
[Flags]
internal enum VmState
{
    None = 0,

    /// <summary>Launched, not started.</summary>
    Building = 1,

    Running = 2,

    /// <summary>Stopped; can be resumed.</summary>
    Paused = 4,

    Quit = 8,
    Error = 16,
}
