namespace Tool.Tests;

internal sealed class LiveTool : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private LiveTool(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Starts the tool. A test host may ignore SIGINT, which its child processes inherit.</summary>
    public static LiveTool Start(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("env", ["--default-signal=INT,TERM", "dotnet", ToolRun.Assembly, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return new LiveTool(Process.Start(start)!);
    }

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    public async Task<(int ExitCode, string Output, string Errors)> SignalAsync(string signal)
    {
        Signals.Send(_process.Id, signal).ShouldBeTrue();
        string output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, output, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
