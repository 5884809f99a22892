using Scalewright.Providers.Chameleon.Servers;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>A node whose server failed and is made again.</summary>
/// <param name="Failed">The server that failed; it must be gone before its machine can be had again.</param>
/// <param name="Next">The mark of the next one.</param>
internal sealed record Remake(PlacedNode Failed, ServerMark Next)
{
    /// <summary>When it was asked for without an answer; null: it was not.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Why it is not made any more; null: it is.</summary>
    public Problem? Problem { get; init; }
}
