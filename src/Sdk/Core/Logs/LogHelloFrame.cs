using System.Text.Json.Serialization;

namespace Scalewright.Logs;

internal static class LogHelloFrame
{
    private static readonly byte[] Beginning = [.. "{\"scalewright\":"u8];

    /// <summary>Reads a greeting; null if the body is something else.</summary>
    public static LogHello? TryRead(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Beginning))
        {
            return null;
        }

        try
        {
            LogHelloMessage? message = JsonSerializer.Deserialize(body, LogJson.Default.LogHelloMessage);
            return message is { Scalewright: 1, Node: { } node } ? new LogHello(node, message.Key ?? "") { Sender = message.Sender ?? "" } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static byte[] Write(LogHello hello) =>
        JsonSerializer.SerializeToUtf8Bytes(new LogHelloMessage { Scalewright = 1, Node = hello.Node, Key = hello.Key, Sender = hello.Sender.Length > 0 ? hello.Sender : null }, LogJson.Default.LogHelloMessage);
}

internal sealed record LogHelloMessage
{
    public int Scalewright { get; init; }

    public string? Node { get; init; }

    public string? Key { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sender { get; init; }
}
