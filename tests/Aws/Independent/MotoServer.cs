using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AutoScaling.Independent.Tests;

/// <summary>moto (github.com/getmoto/moto), an independent EC2 in Python, as a process of its own on loopback. Nothing here installs it.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    private static readonly string? Python = PythonModules.FindOnPath("moto.server, flask");

    private Process? _process;

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public async Task InitializeAsync()
    {
        if (Python is null)
        {
            return;
        }

        int port = ServerPort.Find();
        Address = new Uri($"http://127.0.0.1:{port}/");
        _process = Process.Start(new ProcessStartInfo(Python, ["-m", "moto.server", "-p", $"{port}"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await ListeningAsync(port);
    }

    public async Task DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static async Task ListeningAsync(int port)
    {
        for (int attempt = 0; attempt < 600; attempt++)
        {
            using TcpClient client = new();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }

        throw new TimeoutException("moto does not listen after a minute");
    }
}
