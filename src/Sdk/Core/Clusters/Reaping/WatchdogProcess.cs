using System.ComponentModel;
using System.Diagnostics;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

internal sealed class WatchdogProcess : IDisposable
{
    /// <summary>Environment variable that identifies the owner of a process without its process ID.</summary>
    private const string Marker = "SCALEWRIGHT_OPERATION_ID";

    private readonly Process _process;

    private WatchdogProcess(Process process) => _process = process;

    /// <summary>Starts the watchdog and waits until it is ready.</summary>
    /// <exception cref="ClusterException">The watchdog does not start or does not report that it is ready.</exception>
    public static async Task<WatchdogProcess> StartAsync(
        WatchdogOptions options, string folder, Owner owner, long epoch, CancellationToken cancellationToken)
    {
        WatchdogCommandLine order =
            new(Path.GetFullPath(folder), owner, epoch, options.CleanupDelay, options.MaxAttempts);
        WatchdogProcess? started = null;
        try
        {
            started = new WatchdogProcess(Process.Start(StartInfo(options, order))!);
            string? word = await started._process.StandardOutput.ReadLineAsync(cancellationToken).AsTask()
                .WaitAsync(options.StartTimeout, TimeProvider.System, cancellationToken);
            return word == WatchdogPipe.Ready ? started : throw new ClusterException(owner.Cluster,
                ClusterProblems.NoWatchdog(
                    $"it reported {(word is null ? "nothing" : $"'{TextEscaping.Escape(word)}'")}"));
        }
        catch (Exception exception) when (exception is Win32Exception or TimeoutException or IOException)
        {
            started?.End();
            throw new ClusterException(owner.Cluster, ClusterProblems.NoWatchdog(exception.Message), exception);
        }
        catch
        {
            started?.End();
            throw;
        }
    }

    public async Task DismissAsync()
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(WatchdogPipe.Done);
        }
        catch (IOException)
        {
            // The process has exited already.
        }
    }

    /// <summary>Closes the pipe. Unless dismissed, the watchdog then removes the cluster.</summary>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Dispose();
        }
        catch (IOException)
        {
            // The process has exited already.
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(WatchdogOptions options, WatchdogCommandLine order)
    {
        string[] own = Environment.GetCommandLineArgs();
        bool isHosted =
            options.Program is null && Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        ProcessStartInfo start = new(options.Program ?? Environment.ProcessPath!,
            [.. isHosted ? own[..1] : [], .. order.ToArguments(), .. options.Arguments ?? own.Skip(1).ToValueList()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[Marker] = $"{order.Owner.Lineage}:watchdog";
        return start;
    }

    private void End()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        Dispose();
    }
}
