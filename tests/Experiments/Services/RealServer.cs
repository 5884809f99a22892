using System.Net.Http.Headers;

namespace Experiments.Services.Tests;

/// <summary>A server of a Debian package for one test, stopped by its process handle.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private const int PortsTried = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EndingMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Process _process;

    private RealServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <param name="answers">Checks if the server is ready.</param>
    public static async Task<RealServer> StartAsync(
        string program,
        string folder,
        Func<int, string[]> arguments,
        Func<int, Task<bool>> answers
    )
    {
        List<string> said = [];
        for (int tried = 0; tried < PortsTried; tried++)
        {
            int port = ServerPort.Find();
            RealServer server = new(RealProgram.Start(program, arguments(port), folder), port);
            server._process.OutputDataReceived += Hear;
            server._process.ErrorDataReceived += Hear;
            server._process.BeginOutputReadLine();
            server._process.BeginErrorReadLine();
            long begun = TimeProvider.System.GetTimestamp();
            while (!server._process.HasExited && TimeProvider.System.GetElapsedTime(begun) < Patience)
            {
                if (await answers(port))
                {
                    return server;
                }

                await Task.Delay(Pause, TimeProvider.System);
            }

            // Another process may have taken its port.
            await server.DisposeAsync();
        }

        throw new InvalidOperationException($"{program} does not answer:\n{string.Join('\n', said)}");

        void Hear(object sender, DataReceivedEventArgs line)
        {
            lock (said)
            {
                said.Add(line.Data ?? "");
            }
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            await Task.Delay(
                TimeProvider.System.GetElapsedTime(begun) < Patience ? Pause : throw new TimeoutException(what),
                TimeProvider.System
            );
        }
    }

    public static async Task<bool> AnswersAsync(string address, string? token = null)
    {
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(address));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // SIGTERM first: a killed process leaves resources that it shares with its children.
        if (!_process.HasExited)
        {
            Signals.Send(_process.Id, "TERM");
            await EndAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task EndAsync()
    {
        using CancellationTokenSource late = new(EndingMax, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
    }
}
