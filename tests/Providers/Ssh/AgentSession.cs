using System.Text.RegularExpressions;
using Scalewright.Providers.Ssh.Carriers;

namespace Ssh.Tests;

/// <summary>Session whose program is connected to an agent.</summary>
internal sealed class AgentSession(AgentHost agent, ISshLogin login) : IRemoteSession
{
    private readonly (DuplexStream Client, DuplexStream Server) _streams = DuplexStream.CreatePair();
    private readonly TaskCompletionSource<int?> _exit = new();
    private string _outputStart = "";
    private string _errorStart = "";
    private bool _isStarted;

    public Task<int?> Exit => _exit.Task;

    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_isStarted)
        {
            await _streams.Client.WriteAsync(bytes, cancellationToken);
            return bytes.Length;
        }

        string secret = Regex
            .Match(Encoding.ASCII.GetString(bytes.Span), "' (?<secret>\\w+);", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Groups["secret"]
            .Value;
        (_outputStart, _errorStart, _isStarted) = ($"\0{secret}\n", $"\0{secret}\n", true);
        _ = agent.ServeAsync(_streams.Server, CancellationToken.None);
        return bytes.Length;
    }

    public async ValueTask<int> ReceiveOutputAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count = Take(ref _outputStart, buffer);
        if (count > 0)
        {
            return count;
        }

        Task<int> reading = _streams.Client.ReadAsync(buffer, cancellationToken).AsTask();
        return await Task.WhenAny(reading, Exit) == reading ? await reading : throw new IOException("the connection broke");
    }

    public ValueTask<int> ReceiveErrorAsync(Memory<byte> buffer, CancellationToken cancellationToken) => new(Take(ref _errorStart, buffer));

    public void EndInput() { }

    public void Dispose()
    {
        login.Dispose();
        _exit.TrySetResult(null);
        _streams.Client.Dispose();
    }

    private static int Take(ref string start, Memory<byte> buffer)
    {
        int count = Encoding.ASCII.GetBytes(start, buffer.Span);
        start = "";
        return count;
    }
}
