using System.ComponentModel;
using System.Diagnostics;
using Scalewright.Agents.Processes;
using Scalewright.Streams;

namespace Scalewright.Providers.Slurm;

/// <summary>Which Slurm, and how it is asked.</summary>
public sealed record SlurmOptions
{
    /// <summary>Runs Slurm's commands, each by a shell that takes away what is not for it: on this machine by default, or on a login node by the <c>RunAsync</c> of a connection to it.</summary>
    public Func<CommandRequest, CancellationToken, Task<CommandResult>> Run { get; init; } = LocalCommands.RunAsync;

    /// <summary>Starts a program where Slurm's commands run, and gives its standard input and output: on this machine by default, or on a login node by the <c>OpenAsync</c> of a
    /// transport. Only agents of nodes are reached this way.</summary>
    public Func<ValueList<string>, CancellationToken, Task<Stream>> Open { get; init; } = LocalStream.OpenAsync;

    /// <summary>Environment of the commands, such as <c>SLURM_CONF</c>. Of variables of Slurm's commands (<c>SQUEUE_PARTITION</c>, <c>SBATCH_TIMELIMIT</c>, <c>SLURM_CLUSTERS</c>, …) they have these
    /// alone, besides <c>SLURM_CONF</c> and <c>SLURM_JWT</c> that are there already; default none.</summary>
    public ValueMap<string> Environment { get; init; } = ValueMap<string>.Empty;

    /// <summary>The partition that jobs go to; empty, the default: Slurm's own.</summary>
    public string Partition { get; init; } = "";

    /// <summary>The account that jobs are billed to; empty, the default: Slurm's own.</summary>
    public string Account { get; init; } = "";

    /// <summary>How long a job may run; default one hour, in whole minutes. <see cref="Timeout.InfiniteTimeSpan"/>: without end, where the partition allows that.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time between two looks at a job; default 2 s.</summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer of Slurm is waited for; default 1 minute.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a scheduler that does not answer is asked again; default 10 minutes. Jobs go on meanwhile.</summary>
    public TimeSpan OutageLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Measures the waits; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal SlurmOptions Check()
    {
        WrongOptions wrong = new();
        Check(wrong);
        wrong.Throw();
        return this;
    }

    internal void Check(WrongOptions wrong)
    {
        wrong.Needs(nameof(Run), Run);
        wrong.Needs(nameof(Open), Open);
        wrong.Add(
            TimeLimit != Timeout.InfiniteTimeSpan && TimeLimit < TimeSpan.FromMinutes(1), nameof(TimeLimit), $"{TimeLimit} is below a minute", $"use a minute or more, or {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)}");
        wrong.Positive(nameof(LookInterval), LookInterval);
        wrong.Positive(nameof(Deadline), Deadline);
        wrong.AtLeast(nameof(OutageLimit), OutageLimit, TimeSpan.Zero);
    }
}

/// <summary>The standard input and output of a program of this machine, which ends with them. What it complains of goes nowhere: its end is seen.</summary>
internal static class LocalStream
{
    // In a session of its own: what interrupts this program lets it end its connections in order.
    private const string Start = "exec setsid \"$@\" 2>/dev/null";

    /// <summary>Starts a program.</summary>
    /// <exception cref="IOException">There is no shell to start it.</exception>
    public static Task<Stream> OpenAsync(ValueList<string> words, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            ProcessStartInfo start = new("/bin/sh", ["-c", Start, "sh", .. words]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
            return Task.FromResult<Stream>(new ProgramStream(Process.Start(start)!));
        }
        catch (Win32Exception failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }
}
