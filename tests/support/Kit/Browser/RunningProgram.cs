namespace Tests.Shared;

public sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;

    private RunningProgram(Process process) => _process = process;

    /// <summary>Waits for a line with a prefix.</summary>
    public static Task<(RunningProgram Program, string Line)> SampleAsync(
        string folder,
        string name,
        string awaited,
        params string[] arguments
    ) => SampleAsync(new Dictionary<string, string>(StringComparer.Ordinal), folder, name, awaited, arguments);

    /// <inheritdoc cref="SampleAsync(string, string, string, string[])"/>
    public static Task<(RunningProgram Program, string Line)> SampleAsync(
        IReadOnlyDictionary<string, string> environment,
        string folder,
        string name,
        string awaited,
        params string[] arguments
    ) => StartAsync(environment, "dotnet", folder, awaited, [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments]);

    /// <summary>Waits for a line with a prefix in either output.</summary>
    public static Task<(RunningProgram Program, string Line)> StartAsync(
        string program,
        string folder,
        string awaited,
        params string[] arguments
    ) => StartAsync(new Dictionary<string, string>(StringComparer.Ordinal), program, folder, awaited, arguments);

    private static async Task<(RunningProgram Program, string Line)> StartAsync(
        IReadOnlyDictionary<string, string> environment,
        string program,
        string folder,
        string awaited,
        string[] arguments
    )
    {
        TaskCompletionSource<string> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> said = [];
        Process process = new()
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            },
            EnableRaisingEvents = true,
        };
        foreach ((string name, string value) in environment)
        {
            process.StartInfo.Environment[name] = value;
        }

        process.Exited += (_, _) => found.TrySetException(new InvalidOperationException($"{program} ended: {string.Join('\n', said)}"));
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        RunningProgram running = new(process);
        try
        {
            return (running, await found.Task.WaitAsync(Patience));
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }

        void Take(object sender, DataReceivedEventArgs line)
        {
            lock (said)
            {
                said.Add(line.Data ?? "");
            }

            if (line.Data?.StartsWith(awaited, StringComparison.Ordinal) == true)
            {
                found.TrySetResult(line.Data);
            }
        }
    }

    /// <returns>128 plus the number of the signal if the signal itself ended the program.</returns>
    public async Task<int> SignalAsync(string signal)
    {
        Signals.Send(_process.Id, signal);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
