using System.Net.Sockets;
using Loopback.Minimega;

namespace Conformance.Minimega;

internal sealed class ServerReplay(MinimegaServer server, ManualClock clock, string folder) : IDisposable
{
    private const string RecordedBase = "/tmp/minimega";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Dictionary<string, LineClient> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _plumbers = new(StringComparer.Ordinal);

    public static async Task<string?> FirstDifferenceAsync(Transcript transcript, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        string folder = Directory.CreateTempSubdirectory("mm").FullName;
        try
        {
            ManualClock clock = new();
            RecordedFiles.Write(transcript, Path.Combine(folder, "files"), folder);
            await using MinimegaServer server = MinimegaServer.Start(new() { Base = folder, Clock = clock });
            StartingState.Make(transcript, server, clock);
            using ServerReplay replay = new(server, clock, folder);
            return await replay.RunAsync(transcript, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the server did not answer";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose()
    {
        foreach (LineClient client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private async Task<string?> RunAsync(Transcript transcript, CancellationToken cancellationToken)
    {
        string command = "";
        foreach ((int index, Exchange exchange) in transcript.Exchanges.Index())
        {
            LineClient client = await ClientAsync(exchange.Connection, cancellationToken);
            foreach (string part in exchange.Send is { } send ? RecordedSend.Parts(send, transcript.HasConnections) : [])
            {
                command = RequestText.Command(part) ?? "";
                await client.SendAsync(part.Replace(RecordedBase, folder, StringComparison.Ordinal), cancellationToken);
            }

            if (exchange.Send is { } request && RequestText.PlumbPipe(request) is { } pipe)
            {
                _plumbers[pipe] = _plumbers.GetValueOrDefault(pipe) + 1;
                await server.WaitForPlumbersAsync(pipe, _plumbers[pipe], cancellationToken);
            }

            clock.Advance(exchange.Duration);
            if (await DifferenceAsync(client, exchange, command, cancellationToken) is { } difference)
            {
                return $"exchange {index + 1} ({exchange.Send ?? exchange.Connection}): {difference}";
            }

            if (
                exchange.ServerCloses
                || exchange.ClientCloses
                || (exchange.Send is { } sent && !transcript.HasConnections && sent.Contains("}\n{", StringComparison.Ordinal))
            )
            {
                client.Dispose();
                _clients.Remove(exchange.Connection);
            }
        }

        return null;
    }

    private async Task<LineClient> ClientAsync(string connection, CancellationToken cancellationToken)
    {
        if (!_clients.TryGetValue(connection, out LineClient? client))
        {
            _clients[connection] = client = await LineClient.ConnectAsync(server.SocketPath, cancellationToken);
        }

        return client;
    }

    private async Task<string?> DifferenceAsync(LineClient client, Exchange exchange, string command, CancellationToken cancellationToken)
    {
        foreach (string expected in exchange.Received)
        {
            if (expected.StartsWith("<nothing", StringComparison.Ordinal))
            {
                return client.IsQuiet ? null : $"expected nothing but got {await client.ReadAsync(cancellationToken)}";
            }

            string? actual = await client.ReadAsync(cancellationToken);
            if (actual is null)
            {
                return $"expected {expected} but the server hung up";
            }

            actual = actual.Replace(folder, RecordedBase, StringComparison.Ordinal);
            bool equal = expected.StartsWith('{')
                ? Masked.Message(expected, command) == Masked.Message(actual, command)
                : expected == actual;
            if (!equal)
            {
                return Difference(Shown(expected, command), Shown(actual, command));
            }
        }

        return exchange.ServerCloses && await client.ReadAsync(cancellationToken) is { } line
            ? $"expected the server to hang up but got {line}"
            : null;
    }

    private static string Difference(string expected, string actual)
    {
        int same = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        int start = Math.Max(0, same - 60);
        return $"at {same} expected ...{expected[start..Math.Min(expected.Length, same + 120)]} but got ...{actual[start..Math.Min(actual.Length, same + 120)]}";
    }

    private static string Shown(string line, string command) => line.StartsWith('{') ? Masked.Message(line, command) : line;
}

/// <summary>18-connections describes the writes in words.</summary>
internal static partial class RecordedSend
{
    /// <param name="hasNotes">Whether the recorder added notes in parentheses.</param>
    public static IReadOnlyList<string> Parts(string send, bool hasNotes)
    {
        Match note = Note().Match(send);
        if (!hasNotes || !note.Success)
        {
            return [send + "\n"];
        }

        string text = send[..note.Index];
        return note.Value.Contains("two writes", StringComparison.Ordinal)
            ? text.Split(" + ")
            : [text.Replace("}\\n{", "}\n{", StringComparison.Ordinal) + "\n"];
    }

    [GeneratedRegex(@" \([^()]*write[^()]*\)$", RegexOptions.None, 1000)]
    private static partial Regex Note();
}

internal sealed class LineClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Queue<string> _lines = new();
    private readonly byte[] _block = new byte[64 * 1024];
    private readonly List<byte> _rest = [];

    public bool IsQuiet => _lines.Count == 0 && _rest.Count == 0 && _socket.Available == 0;

    public static async Task<LineClient> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        LineClient client = new();
        await client._socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return client;
    }

    public async Task SendAsync(string text, CancellationToken cancellationToken) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        while (_lines.Count == 0)
        {
            int count = await _socket.ReceiveAsync(_block, cancellationToken);
            if (count == 0)
            {
                return null;
            }

            foreach (byte part in _block.AsSpan(..count))
            {
                Add(part);
            }
        }

        return _lines.Dequeue();
    }

    public void Dispose() => _socket.Dispose();

    private void Add(byte part)
    {
        if (part != '\n')
        {
            _rest.Add(part);
            return;
        }

        _lines.Enqueue(Encoding.UTF8.GetString([.. _rest]));
        _rest.Clear();
    }
}
