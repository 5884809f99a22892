using System.Net.Sockets;
using Scalewright.Providers.Minimega;

namespace Conformance.Minimega;

internal static class ClientReplay
{
    public static async Task<string?> FirstDifferenceAsync(Transcript transcript, CancellationToken cancellationToken)
    {
        Exchange[] exchanges = [.. transcript.Exchanges.Where(IsCall)];
        string folder = Directory.CreateTempSubdirectory("mm").FullName;
        try
        {
            string path = Path.Combine(folder, "minimega");
            await using ScriptedServer server = new(path, exchanges.Select(exchange => exchange.ServerCloses ? null : exchange.Received));
            await using MinimegaClient client = await MinimegaClient.ConnectAsync(path, cancellationToken: cancellationToken);
            foreach (Exchange exchange in exchanges)
            {
                if (await DifferenceAsync(client, exchange, cancellationToken) is { } difference)
                {
                    return $"{exchange.Send ?? exchange.Connection}: {difference}";
                }
            }

            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsCall(Exchange exchange) =>
        exchange.ServerCloses
        || (exchange.Received.Count > 0 && exchange.Received.All(line => line.StartsWith('{')) && !Pipelined(exchange));

    // Two replies to two requests in one write are not the reply to one call.
    private static bool Pipelined(Exchange exchange) =>
        exchange.Received.SkipLast(1).Any(line => line.Contains("\"More\":false", StringComparison.Ordinal));

    private static async Task<string?> DifferenceAsync(MinimegaClient client, Exchange exchange, CancellationToken cancellationToken)
    {
        string expected = Expected(exchange);
        string actual;
        try
        {
            actual =
                exchange.Send is { } send && RequestText.Suggest(send) is { Length: > 0 } prefix && RequestText.Command(send) is null
                    ? Shown(await client.SuggestAsync(prefix, cancellationToken))
                    : Shown(await client.RunAsync(Line(exchange), cancellationToken));
        }
        catch (MinimegaException e)
        {
            actual = e.IsOutcomeUnknown ? "outcome unknown" : string.Join('\n', e.Errors);
        }

        return actual == expected ? null : $"expected {expected} but got {actual}";
    }

    private static string Line(Exchange exchange)
    {
        string command = RequestText.Command(exchange.Send ?? "") ?? "";
        return string.IsNullOrWhiteSpace(command) || command.StartsWith('#') ? "version" : command;
    }

    // Derived from the recorded text without any code of the client.
    private static string Expected(Exchange exchange)
    {
        if (exchange.ServerCloses)
        {
            return "outcome unknown";
        }

        List<string> results = [];
        List<string> errors = [];
        foreach (string line in exchange.Received)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement entries = document.RootElement.GetProperty("Resp");
            foreach (JsonElement entry in entries.ValueKind == JsonValueKind.Array ? entries.EnumerateArray().ToArray() : [])
            {
                results.Add(entry.GetRawText());
                string error = entry.GetProperty("Error").GetString()!;
                errors.AddRange(error.Length > 0 ? [$"Error ({entry.GetProperty("Host").GetString()}): {error}"] : Array.Empty<string>());
            }

            results.AddRange(
                document.RootElement.TryGetProperty("Suggest", out JsonElement suggestions)
                    ? suggestions.EnumerateArray().Select(item => item.GetString()!)
                    : []
            );
        }

        return string.Join('\n', errors.Count > 0 ? errors : results);
    }

    private static string Shown(ValueList<string> suggestions) => string.Join('\n', (IEnumerable<string>)suggestions);

    private static string Shown(ValueList<MinimegaEntry> entries)
    {
        int rows = entries.Sum(entry => entry.Tabular?.Count ?? 0);
        return MinimegaTable.Rows(entries).Count == rows
            ? string.Join('\n', entries.Select(entry => MinimegaJson.Write((ValueList<MinimegaEntry>)[entry])[1..^1]))
            : $"not {rows} rows in {entries}";
    }
}

internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="script">The lines for each request; null closes the connection.</param>
    public ScriptedServer(string path, IEnumerable<IReadOnlyList<string>?> script)
    {
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _serving = ServeAsync(new(script));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(Queue<IReadOnlyList<string>?> script)
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptAsync(_stop.Token);
                await ServeAsync(socket, script);
            }
        }
        catch (OperationCanceledException) { }
    }

    private async Task ServeAsync(Socket socket, Queue<IReadOnlyList<string>?> script)
    {
        await using NetworkStream stream = new(socket);
        using StreamReader reader = new(stream);
        while (
            await reader.ReadLineAsync(_stop.Token) is not null && script.TryDequeue(out IReadOnlyList<string>? lines) && lines is not null
        )
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), _stop.Token);
        }
    }
}
