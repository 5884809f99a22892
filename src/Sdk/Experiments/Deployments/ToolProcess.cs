using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Scalewright.Experiments.Deployments;

/// <summary>Runs a program of this machine in its own session and receives its output line by line.</summary>
internal sealed class ToolProcess : IDisposable
{
    // signal(7)
    private const int KillSignal = 9;
    private const string DefaultFolders = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    private readonly Process _process;

    private ToolProcess(Process process) => _process = process;

    /// <summary>Returns the absolute path of a program; null if it is not found.</summary>
    /// <param name="name">Name or path.</param>
    public static string? Find(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(name) ? Path.GetFullPath(name) : null;
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? DefaultFolders)
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    public static ToolProcess Start(ValueList<string> command, string folder, ValueMap<string> environment)
    {
        // In its own session, the program does not receive Ctrl+C; this program then kills it with all its children.
        ProcessStartInfo start = new(
            Find("setsid") ?? throw new IOException("there is no program 'setsid' on this machine; install util-linux"),
            command
        )
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return new ToolProcess(process);
        }
        catch (Win32Exception failure)
        {
            throw new IOException($"'{TextEscaping.Escape(command[0])}' does not start: {failure.Message}", failure);
        }
    }

    /// <summary>Waits for the exit and all output of the program, and returns its exit code.</summary>
    public async Task<int> RunAsync(Action<string> output, Action<string> error, CancellationToken cancellationToken)
    {
        Lock gate = new();
        Task reading = Task.WhenAll(ReadAsync(_process.StandardOutput, output, gate), ReadAsync(_process.StandardError, error, gate));
        try
        {
            await _process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        await reading;
        return _process.ExitCode;
    }

    public void Dispose() => _process.Dispose();

    private static async Task ReadAsync(StreamReader reader, Action<string> sink, Lock gate)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (gate)
            {
                sink(line);
            }
        }
    }

    // The process tree includes children with their own sessions; the session includes orphaned children.
    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is Win32Exception or AggregateException or InvalidOperationException)
        {
            // Some processes have already exited.
        }

        _ = SendSignal(-_process.Id, KillSignal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
