namespace Scalewright.Logs;

/// <summary>Handshake frame of a sender: <c>{"scalewright": 1, "node": …, "key": …}</c>.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="Key">Secret of this node; empty if it has no key.</param>
public sealed record LogHandshake(string Node, string Key)
{
    /// <summary>Sender ID, <c>"sender": …</c>: up to 64 letters, digits and <c>-</c>.</summary>
    /// <remarks>Requests acknowledgements. Empty, the default: no acknowledgements.</remarks>
    public string Sender { get; init; } = "";
}
