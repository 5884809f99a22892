using System.Runtime.InteropServices;
using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>
/// Process that removes an ephemeral cluster if the program ends, in any way, without doing so. It is a second instance
/// of the program, which calls <see cref="TryRun(string[], Func{IProvider})"/> first in its <c>Main</c>.
/// </summary>
public static class ClusterWatchdog
{
    /// <summary>Exit code of a watchdog that left resources; <c>leaked.json</c> in the folder lists them.</summary>
    public const int LeakedExitCode = 3;

    /// <summary>Exit code of a watchdog that could not query the existing resources.</summary>
    public const int FailedExitCode = 4;

    /// <summary>Runs the watchdog if this process was started as one. Must be the first call in <c>Main</c>.</summary>
    /// <param name="args">Command line of the process.</param>
    /// <param name="provider">Creates the provider of the cluster.</param>
    /// <returns>True for a finished watchdog: exit with <see cref="Environment.ExitCode"/>. False: continue.</returns>
    public static bool TryRun(string[] args, Func<IProvider> provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return TryRun(args, _ => provider());
    }

    /// <inheritdoc cref="TryRun(string[], Func{IProvider})"/>
    /// <param name="args">Command line of the process.</param>
    /// <param name="provider">Creates the provider of the cluster from the arguments of the program.</param>
    public static bool TryRun(string[] args, Func<string[], IProvider> provider) => TryRun(args, provider, static _ => { });

    /// <inheritdoc cref="TryRun(string[], Func{IProvider})"/>
    /// <param name="args">Command line of the process.</param>
    /// <param name="provider">Creates the provider of the cluster from the arguments of the program.</param>
    /// <param name="removed">Called with the arguments of the program after the watchdog removed the whole cluster, to
    /// clean up what else the program left.</param>
    public static bool TryRun(string[] args, Func<string[], IProvider> provider, Action<string[]> removed)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(removed);
        if (!WatchdogOrder.TryRead(args, out WatchdogOrder? order, out string[] rest))
        {
            return false;
        }

        // Signals to the whole process group must not end the process that cleans up.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ignore);
        Environment.ExitCode = RunAsync(order, () => provider(rest), () => removed(rest)).GetAwaiter().GetResult();
        return true;
    }

    private static void Ignore(PosixSignalContext context) => context.Cancel = true;

    private static async Task<int> RunAsync(WatchdogOrder order, Func<IProvider> make, Action removed)
    {
        if (await WatchdogPipe.WaitForEndAsync())
        {
            return 0;
        }

        await using IProvider provider = make();
        await Task.Delay(order.Delay, TimeProvider.System);
        try
        {
            ReapReport? report = null;
            await provider.RunAsync(async _ => report = await ReapAsync(order, provider, LocalFileSystem.Create()));
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
    private static async Task<ReapReport?> ReapAsync(WatchdogOrder order, IProvider provider, IFileSystem files)
    {
        ReapRequest request = new() { TriesMax = order.TriesMax };
        try
        {
            return order.IsOver(files) ? null : await Reaper.ReapStateAsync(order.Folder, provider, request);
        }
        catch (StateException exception) when (exception.Code == ProblemCode.StateLocked || exception.Code == ProblemCode.StaleLease)
        {
            return null;
        }
        catch (ClusterException exception) when (exception.Code == ProblemCode.StaleLease)
        {
            return null;
        }
        catch (Exception exception) when (exception is StateException or ClusterException)
        {
            // The state is unusable, but the ownership tags suffice.
            string? leaked = Directory.Exists(order.Folder) ? Path.Join(order.Folder, LeakedFile.Name) : null;
            return await Reaper.ReapAsync(provider, request with { Lineage = order.Owner.Lineage, Cluster = order.Owner.Cluster, LeakedFile = leaked });
        }
    }
}
