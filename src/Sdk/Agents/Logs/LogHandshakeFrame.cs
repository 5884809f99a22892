using System.Text.Json.Serialization;

namespace Scalewright.Logs;

internal static class LogHandshakeFrame
{
    private static readonly byte[] Beginning = [.. "{\"scalewright\":"u8];

    /// <summary>Reads a handshake. Returns null if the body is not a handshake.</summary>
    public static LogHandshake? TryRead(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Beginning))
        {
            return null;
        }

        try
        {
            LogHandshakeMessage? message = JsonSerializer.Deserialize(body, LogJson.Default.LogHandshakeMessage);
            return message is { Scalewright: 1, Node: { } node }
                ? new LogHandshake(node, message.Key ?? "") { Sender = message.Sender ?? "" }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static byte[] Write(LogHandshake hello) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new LogHandshakeMessage
            {
                Scalewright = 1,
                Node = hello.Node,
                Key = hello.Key,
                Sender = hello.Sender.Length > 0 ? hello.Sender : null,
            },
            LogJson.Default.LogHandshakeMessage
        );
}

internal sealed record LogHandshakeMessage
{
    public int Scalewright { get; init; }

    public string? Node { get; init; }

    public string? Key { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sender { get; init; }
}
