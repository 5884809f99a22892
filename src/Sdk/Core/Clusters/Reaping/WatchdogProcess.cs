using System.ComponentModel;
using System.Diagnostics;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

internal sealed class WatchdogProcess : IDisposable
{
    /// <summary>
    /// Environment variable with the lineage of the owner. It identifies the process of a watchdog if its process ID is
    /// unknown.
    /// </summary>
    private const string OperationIdVariable = "SCALEWRIGHT_OPERATION_ID";

    private readonly Process _process;

    private WatchdogProcess(Process process) => _process = process;

    /// <summary>Starts the watchdog and waits until it is ready.</summary>
    /// <exception cref="ClusterException">The watchdog does not start or does not report that it is ready.</exception>
    public static async Task<WatchdogProcess> StartAsync(
        WatchdogOptions options,
        string folder,
        Owner owner,
        long epoch,
        CancellationToken cancellationToken
    )
    {
        WatchdogCommandLine commandLine = new(Path.GetFullPath(folder), owner, epoch, options.CleanupDelay, options.MaxAttempts);
        WatchdogProcess? watchdog = null;
        try
        {
            watchdog = new WatchdogProcess(Process.Start(StartInfo(options, commandLine))!);
            string? line = await watchdog
                ._process.StandardOutput.ReadLineAsync(cancellationToken)
                .AsTask()
                .WaitAsync(options.StartTimeout, TimeProvider.System, cancellationToken);
            return line == WatchdogPipe.Ready
                ? watchdog
                : throw new ClusterException(
                    owner.Cluster,
                    ClusterProblems.NoWatchdog($"it reported {(line is null ? "nothing" : $"'{TextEscaping.Escape(line)}'")}")
                );
        }
        catch (Exception exception) when (exception is Win32Exception or TimeoutException or IOException)
        {
            watchdog?.KillAndDispose();
            throw new ClusterException(owner.Cluster, ClusterProblems.NoWatchdog(exception.Message), exception);
        }
        catch
        {
            watchdog?.KillAndDispose();
            throw;
        }
    }

    /// <summary>Signals that the program has finished, so that the watchdog keeps the cluster.</summary>
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

    /// <summary>Closes the pipe. The watchdog then removes the cluster, unless it was dismissed.</summary>
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

    private static ProcessStartInfo StartInfo(WatchdogOptions options, WatchdogCommandLine commandLine)
    {
        string[] ownArguments = Environment.GetCommandLineArgs();
        bool isHosted = options.Program is null && Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        ValueList<string> programArguments = options.Arguments ?? ownArguments.Skip(1).ToValueList();
        ProcessStartInfo startInfo = new(
            options.Program ?? Environment.ProcessPath!,
            [.. isHosted ? ownArguments[..1] : [], .. commandLine.ToArguments(), .. programArguments]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        startInfo.Environment[OperationIdVariable] = $"{commandLine.Owner.Lineage}:watchdog";
        return startInfo;
    }

    private void KillAndDispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        Dispose();
    }
}
