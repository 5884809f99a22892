namespace Scalewright.Logs;

/// <summary>The first frame of a sender that says who it is: <c>{"scalewright": 1, "node": …, "key": …}</c>.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Key">What only this node knows; empty when it has none.</param>
public sealed record LogHello(string Node, string Key)
{
    /// <summary>Id of a sender that wants acknowledgements, <c>"sender": …</c>: letters, digits and <c>-</c>, up to 64; empty, the default: it wants none.</summary>
    public string Sender { get; init; } = "";
}
