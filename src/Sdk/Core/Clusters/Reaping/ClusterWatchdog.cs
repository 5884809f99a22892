using System.Runtime.InteropServices;
using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>
/// Process that removes an ephemeral cluster if the program exits for any reason without removing it. It is a second
/// instance of the program, whose <c>Main</c> must first call <see cref="TryRun(string[], Func{IProvider})"/>.
/// </summary>
public static class ClusterWatchdog
{
    /// <summary>
    /// Exit code of a watchdog that could not remove all resources; <c>leaked.json</c> in the folder lists them.
    /// </summary>
    public const int LeakedExitCode = 3;

    /// <summary>Exit code of a watchdog that could not query the existing resources.</summary>
    public const int FailedExitCode = 4;

    /// <summary>Runs the watchdog if this process was started as one. Must be the first call in <c>Main</c>.</summary>
    /// <param name="args">Command line of the process.</param>
    /// <param name="providerFactory">Creates the provider of the cluster.</param>
    /// <returns>True if this process was a watchdog and is finished: exit with <see cref="Environment.ExitCode"/>.
    /// False if the program must continue.</returns>
    public static bool TryRun(string[] args, Func<IProvider> providerFactory)
    {
        ArgumentNullException.ThrowIfNull(providerFactory);
        return TryRun(args, _ => providerFactory());
    }

    /// <inheritdoc cref="TryRun(string[], Func{IProvider})"/>
    /// <param name="args">Command line of the process.</param>
    /// <param name="providerFactory">Creates the provider of the cluster from the arguments of the program.</param>
    public static bool TryRun(string[] args, Func<string[], IProvider> providerFactory) => TryRun(args, providerFactory, static _ => { });

    /// <inheritdoc cref="TryRun(string[], Func{IProvider})"/>
    /// <param name="args">Command line of the process.</param>
    /// <param name="providerFactory">Creates the provider of the cluster from the arguments of the program.</param>
    /// <param name="onRemoved">Called with the arguments of the program after the watchdog removed the whole cluster,
    /// to clean up other data that the program left.</param>
    public static bool TryRun(string[] args, Func<string[], IProvider> providerFactory, Action<string[]> onRemoved)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(providerFactory);
        ArgumentNullException.ThrowIfNull(onRemoved);
        if (!WatchdogCommandLine.TryRead(args, out WatchdogCommandLine? commandLine, out string[] rest))
        {
            return false;
        }

        // Signals to the whole process group must not end the process that cleans up.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ignore);
        Environment.ExitCode = RunAsync(commandLine, () => providerFactory(rest), () => onRemoved(rest)).GetAwaiter().GetResult();
        return true;
    }

    private static void Ignore(PosixSignalContext context) => context.Cancel = true;

    private static async Task<int> RunAsync(WatchdogCommandLine commandLine, Func<IProvider> make, Action removed)
    {
        if (await WatchdogPipe.WaitForEndAsync())
        {
            return 0;
        }

        await using IProvider provider = make();
        await Task.Delay(commandLine.Delay, TimeProvider.System);
        try
        {
            ReapReport? report = null;
            await provider.RunAsync(async _ => report = await ReapAsync(commandLine, provider, LocalFileSystem.Create()));
            if (report is { IsClean: true })
            {
                removed();
            }

            return report is null or { IsClean: true } ? 0 : LeakedExitCode;
        }
        catch (ScalewrightException)
        {
            return FailedExitCode;
        }
    }

    /// <returns>Null if the cluster has another holder by now.</returns>
    private static async Task<ReapReport?> ReapAsync(WatchdogCommandLine commandLine, IProvider provider, IFileSystem files)
    {
        ReapRequest request = new() { MaxAttempts = commandLine.MaxAttempts };
        try
        {
            return commandLine.IsSuperseded(files) ? null : await Reaper.ReapStateAsync(commandLine.Folder, provider, request);
        }
        catch (StateException exception) when (exception.Code == ProblemCode.StateLocked || exception.Code == ProblemCode.LeaseLost)
        {
            return null;
        }
        catch (ClusterException exception) when (exception.Code == ProblemCode.LeaseLost)
        {
            return null;
        }
        catch (Exception exception) when (exception is StateException or ClusterException)
        {
            // The state is unusable, but the ownership tags suffice.
            string? leaked = Directory.Exists(commandLine.Folder) ? Path.Join(commandLine.Folder, LeakReportFile.Name) : null;
            return await Reaper.ReapAsync(
                provider,
                request with
                {
                    Lineage = commandLine.Owner.Lineage,
                    Cluster = commandLine.Owner.Cluster,
                    LeakReportPath = leaked,
                }
            );
        }
    }
}
