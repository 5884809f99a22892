namespace Scalewright.Agents.Processes;

/// <summary>Options of <see cref="LocalProcesses"/>.</summary>
public sealed record LocalProcessesOptions
{
    /// <summary>Maximum number of concurrent programs, 1 or more. Further ones wait. Default 256.</summary>
    /// <remarks>The limit is lower while the machine refuses to start more.</remarks>
    public int MaxProcesses { get; init; } = 256;

    /// <summary>Log that stores the output of programs in files. Default null: no log.</summary>
    public OutputLog? OutputLog { get; init; }

    /// <summary>Files with a line <c>oom_kill COUNT</c>: the kernel's count of kills for lack of memory.</summary>
    /// <remarks>Default: the files of the agent's cgroup and of the machine.</remarks>
    public ValueList<string> OutOfMemoryCounters { get; init; } = OutOfMemoryCounter.FindFiles();

    /// <summary>Command that starts a program in a new session without <c>setsid</c>. Default empty.</summary>
    internal ValueList<string> SessionStarter { get; init; } = [];

    /// <summary>Time provider for timeouts. Default: system time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
