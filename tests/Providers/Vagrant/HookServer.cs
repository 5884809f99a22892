using System.Net;
using System.Net.Sockets;

namespace Vagrant.Tests;

/// <summary>Hears of changes on a port: a line comes, and an answer goes back when it was heard.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _hearing;

    public HookServer(Func<string, Task> hear)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _hearing = HearAsync(hear);
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _hearing;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task HearAsync(Func<string, Task> hear)
    {
        List<Task> calls = [];
        try
        {
            while (true)
            {
                calls.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token), hear));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(calls);
        }
    }

    private static async Task AnswerAsync(TcpClient caller, Func<string, Task> hear)
    {
        using (caller)
        {
            using StreamReader reader = new(caller.GetStream());
            await hear(await reader.ReadLineAsync() ?? "");
            try
            {
                await caller.GetStream().WriteAsync("go\n"u8.ToArray());
            }
            catch (IOException)
            {
                // The caller went with the program.
            }
        }
    }
}
