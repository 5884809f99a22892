using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Scalewright.Logs;

namespace Conformance.VirtCluster;

/// <summary>
/// In compat mode, lines must equal the recorded ones, and valid frames after an invalid one must arrive, too.
/// </summary>
internal static class LogServerCase
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // The recorder's texts of valid frames that the reference loses.
    private static readonly string[] LaterMessages = ["after", "third", "lost", "lost too"];

    private static readonly LogNodeEntry[] Nodes =
    [
        new("worker1", "127.0.0.2") { Tag = "node1" },
        new("worker2", "127.0.0.3") { Tag = "node2" },
        new("untagged", "127.0.0.4"),
        new("byname", "localhost") { Tag = "node5" },
    ];

    public static async Task<string?> FirstDifferenceAsync(JsonElement item, CancellationToken cancellationToken)
    {
        LineSink sink = new();
        await using (LogServer server = LogServer.Start(sink, new LogServerOptions { OriginResolver = new ReferenceOrigins(Nodes) }))
        {
            byte[] stream = [.. item.GetProperty("frames").EnumerateArray().SelectMany(Frame)];
            await SendAsync(
                server.EndPoint,
                IPAddress.Parse(item.GetProperty("source").GetString()!),
                stream,
                Pauses(item),
                cancellationToken
            );
        }

        return Difference(item, sink.Lines);
    }

    private static string? Difference(JsonElement item, IReadOnlyList<string> lines)
    {
        JsonElement expected = item.GetProperty("expected");
        bool isWhole = expected.GetProperty("server_error").ValueKind == JsonValueKind.Null;
        JsonElement[] wanted = [.. expected.GetProperty("lines").EnumerateArray()];
        for (int i = 0; i < wanted.Length; i++)
        {
            if (i >= lines.Count || !Matches(wanted[i], lines[i]))
            {
                return $"line {i}: expected {wanted[i]} but got {(i < lines.Count ? lines[i][..Math.Min(200, lines[i].Length)] : "nothing")}";
            }
        }

        string[] more = [.. lines.Skip(wanted.Length)];
        string[] later = [.. isWhole && !IsHeaderSplit(item) ? [] : LaterOf(item)];
        return
            more.Length >= later.Length
            && later.All(message => more.Any(line => line.EndsWith($"| {message}", StringComparison.Ordinal)))
            && more.Length == later.Length
            ? null
            : $"after {wanted.Length} lines: expected {string.Join(", ", later)} but got {string.Join(", ", more)}";
    }

    private static bool IsHeaderSplit(JsonElement item) => Pauses(item).Any(pause => pause < 4);

    // Valid frames that the reference does not show: those with the recorder's texts that end no expected line.
    private static IEnumerable<string> LaterOf(JsonElement item)
    {
        string[] shown =
        [
            .. item.GetProperty("expected")
                .GetProperty("lines")
                .EnumerateArray()
                .Select(line => line.TryGetProperty("line", out JsonElement text) ? text.GetString()! : ""),
        ];
        return item.GetProperty("frames")
            .EnumerateArray()
            .Where(frame =>
                frame.TryGetProperty("json", out JsonElement json)
                && json.TryGetProperty("msg", out JsonElement text)
                && text.ValueKind == JsonValueKind.String
            )
            .Select(frame => frame.GetProperty("json").GetProperty("msg").GetString()!)
            .Where(message =>
                LaterMessages.Contains(message) && !shown.Any(line => line.EndsWith($"| {message}", StringComparison.Ordinal))
            );
    }

    private static bool Matches(JsonElement wanted, string line) =>
        wanted.TryGetProperty("line", out JsonElement whole)
            ? line == RawText(whole)
            : line.Length == wanted.GetProperty("length").GetInt32()
                && line.StartsWith(wanted.GetProperty("head").GetString()!, StringComparison.Ordinal)
                && Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line))) == wanted.GetProperty("sha256").GetString();

    // JsonElement does not read unpaired surrogates, which a case may contain.
    private static string RawText(JsonElement text)
    {
        LogRecordReader reader = new();
        byte[] body = Encoding.UTF8.GetBytes($"{{\"asctime\":\"\",\"msg\":{text.GetRawText()}}}");
        return reader.Read(body, out LogRecord? record) == LogFrameError.None
            ? record!.Message
            : throw new InvalidDataException(text.GetRawText());
    }

    private static int[] Pauses(JsonElement item) =>
        item.TryGetProperty("pauses", out JsonElement pauses) && pauses.ValueKind == JsonValueKind.Array
            ? [.. pauses.EnumerateArray().Select(pause => pause.GetInt32())]
            : [];

    private static byte[] Frame(JsonElement frame)
    {
        if (frame.TryGetProperty("hex", out JsonElement hex))
        {
            return Convert.FromHexString(hex.GetString()!);
        }

        byte[] body = frame.TryGetProperty("text", out JsonElement text)
            ? Encoding.UTF8.GetBytes(text.GetString()!)
            : FrameJson.Write(
                frame.GetProperty("json"),
                isAscii: !frame.TryGetProperty("ascii", out JsonElement ascii) || ascii.GetBoolean()
            );
        int announced = body.Length + (frame.TryGetProperty("length_delta", out JsonElement delta) ? delta.GetInt32() : 0);
        return [(byte)(announced >> 24), (byte)(announced >> 16), (byte)(announced >> 8), (byte)announced, .. body];
    }

    private static async Task SendAsync(
        IPEndPoint server,
        IPAddress source,
        byte[] stream,
        int[] pauses,
        CancellationToken cancellationToken
    )
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(source, 0));
        await socket.ConnectAsync(server, cancellationToken);
        int sent = 0;
        foreach (int end in pauses.Where(pause => pause < stream.Length).Append(stream.Length))
        {
            await SendAsync(socket, stream.AsMemory(sent, end - sent), cancellationToken);
            sent = end;
            await Task.Delay(end < stream.Length ? Pause : TimeSpan.Zero, cancellationToken);
        }

        // The server closes the connection when the sink has received everything that it accepts.
        socket.Shutdown(SocketShutdown.Send);
        byte[] nothing = new byte[1];
        try
        {
            await socket.ReceiveAsync(nothing, cancellationToken);
        }
        catch (SocketException)
        {
            // The server closed the connection first.
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }
}

internal sealed class LineSink : ILogSink
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public ValueTask WriteAsync(LogOrigin origin, IReadOnlyList<LogRecord> records, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _lines.AddRange(records.Select(record => ReferenceLogLine.Format(origin, record)));
        }

        return ValueTask.CompletedTask;
    }
}
