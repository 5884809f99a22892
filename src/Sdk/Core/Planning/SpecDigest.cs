using System.Security.Cryptography;
using Scalewright.Documents;
using Scalewright.Topologies.Storage;

namespace Scalewright.Planning;

/// <summary>Computes digests of networks, groups and nodes by content. Providers store them with resources.</summary>
public static class SpecDigest
{
    private const int ByteCount = 8;

    // Large enough for most networks and nodes, which avoids copying a growing buffer.
    private const int BufferBytes = 1024;

    /// <summary>
    /// Returns the first 16 hexadecimal digits of the SHA-256 of a step's result as JSON. Spelling of values and order
    /// of keys make no difference. Empty for removals.
    /// </summary>
    /// <param name="step">The step.</param>
    public static string Compute(PlanStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Compute(step, RawValue.WrapSorted);
    }

    /// <summary>True for the digest of a step, also as earlier versions computed it: by spelling and order.</summary>
    internal static bool Matches(PlanStep step, string digest) =>
        Compute(step) == digest || Compute(step, RawValue.WrapAsSpelled) == digest;

    private static string Compute(PlanStep step, Func<DocumentNode, DocumentNode> wrap) =>
        step switch
        {
            CreateNetwork create => Compute(TopologyDocument.From(create.Network)),
            ChangeNetwork change => Compute(TopologyDocument.From(change.To)),
            CreateGroup create => Compute(TopologyDocument.From(create.Group, wrap)),
            ChangeGroup change => Compute(TopologyDocument.From(change.To, wrap)),
            CreateNode create => Compute(TopologyDocument.From(create.Node, wrap)),
            ChangeNode change => Compute(TopologyDocument.From(change.To, wrap)),
            _ => "",
        };

    private static string Compute(DocumentMap map)
    {
        using PooledBufferWriter buffer = new(BufferBytes);
        DocumentJson.WriteLine(map, buffer);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return Convert.ToHexStringLower(hash[..ByteCount]);
    }
}
