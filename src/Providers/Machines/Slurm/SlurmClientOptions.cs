using System.ComponentModel;
using System.Diagnostics;
using Scalewright.Agents.Processes;
using Scalewright.Streams;

namespace Scalewright.Providers.Slurm;

/// <summary>Options of a <see cref="SlurmClient"/>.</summary>
public sealed record SlurmClientOptions
{
    /// <summary>
    /// Runs Slurm's commands, each in a shell that removes unrelated variables. By default, runs them on this machine;
    /// for a login node, use <c>RunAsync</c> of a connection to it.
    /// </summary>
    public Func<CommandRequest, CancellationToken, Task<CommandResult>> RunCommand { get; init; } = LocalCommands.RunAsync;

    /// <summary>
    /// Starts a program on the machine on which Slurm's commands run, and returns its standard input and output. By
    /// default, starts it on this machine; for a login node, use <c>OpenAsync</c> of a transport. Used only to reach
    /// agents of nodes.
    /// </summary>
    public Func<ValueList<string>, CancellationToken, Task<Stream>> OpenProgram { get; init; } = LocalStream.OpenAsync;

    /// <summary>
    /// Environment variables of the commands, for example <c>SLURM_CONF</c>. Default none. Other variables that affect
    /// Slurm's commands (<c>SQUEUE_PARTITION</c>, <c>SBATCH_TIMELIMIT</c>, <c>SLURM_CLUSTERS</c>, …) are not inherited,
    /// except <c>SLURM_CONF</c> and <c>SLURM_JWT</c>.
    /// </summary>
    public ValueMap<string> Environment { get; init; } = ValueMap<string>.Empty;

    /// <summary>Partition of jobs. Default empty: Slurm's default partition.</summary>
    public string Partition { get; init; } = "";

    /// <summary>Account to which jobs are billed. Default empty: Slurm's default account.</summary>
    public string Account { get; init; } = "";

    /// <summary>
    /// Time limit of a job, rounded up to whole minutes. Default one hour. <see cref="Timeout.InfiniteTimeSpan"/> means
    /// no limit, if the partition allows it.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Interval between two polls of a job. Default 2 seconds. The interval between polls of job arrays grows
    /// from this to <see cref="MaxPollInterval"/>.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Maximum interval between two polls of job arrays. Default 30 seconds. An interval is a tenth of the
    /// time since the first submission. Values below <see cref="PollInterval"/> have no effect.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Timeout of a Slurm command. Default 1 minute.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Maximum time to retry while the scheduler does not respond. Default 10 minutes. Jobs continue in the meantime,
    /// and afterwards.
    /// </summary>
    public TimeSpan OutageTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time source for waits. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal SlurmClientOptions Check()
    {
        OptionsValidation validation = new();
        AddProblems(validation);
        validation.Throw();
        return this;
    }

    internal void AddProblems(OptionsValidation validation)
    {
        validation.Needs(nameof(RunCommand), RunCommand);
        validation.Needs(nameof(OpenProgram), OpenProgram);
        validation.Add(
            TimeLimit != Timeout.InfiniteTimeSpan && TimeLimit < TimeSpan.FromMinutes(1),
            nameof(TimeLimit),
            $"{TimeLimit} is below a minute",
            $"use a minute or more, or {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)}"
        );
        validation.Positive(nameof(PollInterval), PollInterval);
        validation.Positive(nameof(MaxPollInterval), MaxPollInterval);
        validation.Positive(nameof(CommandTimeout), CommandTimeout);
        validation.AtLeast(nameof(OutageTimeout), OutageTimeout, TimeSpan.Zero);
    }
}

/// <summary>
/// Standard input and output of a local program, which ends when the stream is disposed. Its standard error is
/// discarded, because its exit is detected anyway.
/// </summary>
internal static class LocalStream
{
    // Started in a separate session, so that an interrupt of this program lets the agent close its connections first.
    private const string Start = "exec setsid \"$@\" 2>/dev/null";

    /// <summary>Starts a program.</summary>
    /// <exception cref="IOException">The shell cannot be started.</exception>
    public static Task<Stream> OpenAsync(ValueList<string> words, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            ProcessStartInfo start = new("/bin/sh", ["-c", Start, "sh", .. words])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            return Task.FromResult<Stream>(new ProcessStream(Process.Start(start)!));
        }
        catch (Win32Exception failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }
}
