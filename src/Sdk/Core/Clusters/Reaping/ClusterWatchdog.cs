using System.Runtime.InteropServices;
using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>
/// A small process beside the program that removes an ephemeral cluster when the program ends without doing so, however it ends.
/// It is the program itself, started a second time: <see cref="TryRun(string[], Func{IProvider})"/> stands first in its <c>Main</c>.
/// </summary>
public static class ClusterWatchdog
{
    /// <summary>The exit code of a watchdog that had to leave something behind; <c>leaked.json</c> in the state's folder tells what.</summary>
    public const int LeakedExitCode = 3;

    /// <summary>The exit code of a watchdog that could not even ask what is there.</summary>
    public const int FailedExitCode = 4;

    /// <summary>Does a watchdog's work when this process was started as one. First in <c>Main</c>.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="provider">Makes the provider of the cluster.</param>
    /// <returns>True when this was a watchdog and it is done: end, with <see cref="Environment.ExitCode"/>. False: go on as the program.</returns>
    public static bool TryRun(string[] args, Func<IProvider> provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return TryRun(args, _ => provider());
    }

    /// <inheritdoc cref="TryRun(string[], Func{IProvider})"/>
    /// <param name="args">The command line.</param>
    /// <param name="provider">Makes the provider of the cluster from what the program was told.</param>
    public static bool TryRun(string[] args, Func<string[], IProvider> provider) => TryRun(args, provider, static _ => { });

    /// <inheritdoc cref="TryRun(string[], Func{IProvider})"/>
    /// <param name="args">The command line.</param>
    /// <param name="provider">Makes the provider of the cluster from what the program was told.</param>
    /// <param name="removed">Hears what the program was told when nothing of its cluster is left and the program did not see to that itself: what else it left can go.</param>
    public static bool TryRun(string[] args, Func<string[], IProvider> provider, Action<string[]> removed)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(removed);
        if (!WatchdogOrder.TryRead(args, out WatchdogOrder? order, out string[] rest))
        {
            return false;
        }

        // What is sent to the whole group of processes must not end the one that cleans up.
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

    /// <returns>Null when the cluster is someone else's by now.</returns>
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
            // The state is of no use; the tags are.
            string? leaked = Directory.Exists(order.Folder) ? Path.Join(order.Folder, LeakedFile.Name) : null;
            return await Reaper.ReapAsync(provider, request with { Lineage = order.Owner.Lineage, Cluster = order.Owner.Cluster, LeakedFile = leaked });
        }
    }
}
