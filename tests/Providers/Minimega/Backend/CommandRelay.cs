namespace Minimega.Tests.Backend;

internal sealed class CommandRelay : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mr").FullName;
    private readonly string _target;
    private readonly Func<string, Task> _before;
    private readonly Socket _door = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Task> _calls = new();
    private readonly Task _welcome;

    /// <param name="before">Receives each line, which is forwarded when the task completes.</param>
    public CommandRelay(string target, Func<string, Task> before)
    {
        (_target, _before) = (target, before);
        _door.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _door.Listen();
        _welcome = WelcomeAsync();
    }

    public string SocketPath => Path.Combine(_folder, "minimega");

    /// <summary>Waits for all calls, including those whose caller is dead.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_calls);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _welcome;
        _door.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WelcomeAsync()
    {
        try
        {
            while (true)
            {
                _calls.Enqueue(RelayAsync(await _door.AcceptAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(_calls);
        }
    }

    private async Task RelayAsync(Socket caller)
    {
        using Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(_target), _stop.Token);
            await using NetworkStream asked = new(caller, ownsSocket: true);
            await using NetworkStream answered = new(server);
            await Task.WhenAll(AskAsync(asked, answered), AnswerAsync(answered, asked));
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
        {
            // The server is gone, or this relay stops.
        }
    }

    private async Task AskAsync(NetworkStream asked, NetworkStream answered)
    {
        using StreamReader lines = new(asked, leaveOpen: true);
        while (await ReadAsync(lines) is { } line)
        {
            await _before(line).OrCancelled(_stop.Token);
            await answered.WriteAsync(Encoding.UTF8.GetBytes($"{line}\n"), _stop.Token);
        }

        answered.Socket.Shutdown(SocketShutdown.Send);
    }

    private async Task<string?> ReadAsync(StreamReader lines)
    {
        try
        {
            return await lines.ReadLineAsync(_stop.Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    // The request of a dead caller takes effect all the same, so its responses are read to the end.
    private async Task AnswerAsync(NetworkStream answered, NetworkStream asked)
    {
        byte[] buffer = new byte[64 * 1024];
        for (int count; (count = await answered.ReadAsync(buffer, _stop.Token)) > 0; )
        {
            try
            {
                await asked.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
            catch (IOException)
            {
                // The caller is gone.
            }
        }
    }
}
