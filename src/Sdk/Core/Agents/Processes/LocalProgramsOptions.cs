namespace Scalewright.Agents.Processes;

/// <summary>How the programs of this machine are run.</summary>
public sealed record LocalProgramsOptions
{
    /// <summary>How long what a program wrote is still awaited after its end, while something it started keeps its pipes open; default one second.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Programs that run at once, 1 or more; further ones wait. Fewer while the machine starts no more. Default 256.</summary>
    public int ProgramsMax { get; init; } = 256;

    /// <summary>Keeps what the programs write in files; default null: only what a caller is given is kept.</summary>
    public OutputLog? Log { get; init; }

    /// <summary>Files with a line <c>oom_kill COUNT</c>, in which the kernel counts the programs it killed for want of memory; default those of the agent's cgroup and of the machine.</summary>
    public ValueList<string> OutOfMemoryCounters { get; init; } = OutOfMemoryCounter.FindFiles();

    /// <summary>Words that start a program in a session of its own where the machine has no <c>setsid</c>.
    /// Default none.</summary>
    internal ValueList<string> SessionStarter { get; init; } = [];

    /// <summary>Time for limits; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
