namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Describes calls of services for the recording.</summary>
internal static class ServiceCallText
{
    private const int MaxLength = 120;
    private const int MaxBytes = 4 * MaxLength;

    /// <summary>Returns <c>shop.orders.book(7) on shop-1</c>.</summary>
    /// <param name="method">Dotted name of the method.</param>
    /// <param name="arguments">Arguments as a JSON array in UTF-8.</param>
    /// <param name="node">Name of the node.</param>
    public static string Create(string method, ReadOnlyMemory<byte> arguments, string node) =>
        $"{method}{(arguments.Length > 2 ? $"({Shorten(arguments[1..^1])})" : "")} on {node}";

    /// <summary>Returns the start of a JSON text in one line.</summary>
    /// <param name="json">The text in UTF-8.</param>
    public static string Shorten(ReadOnlyMemory<byte> json) =>
        TextEscaping.EscapeAndTruncate(Encoding.UTF8.GetString(json[..Math.Min(json.Length, MaxBytes)].Span), MaxLength);
}
