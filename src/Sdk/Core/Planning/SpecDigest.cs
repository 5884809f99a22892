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
    /// Returns the first 16 hexadecimal digits of the SHA-256 of a step's result as JSON. Empty for removals.
    /// </summary>
    /// <param name="step">The step.</param>
    public static string Compute(PlanStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step switch
        {
            CreateNetwork create => Compute(TopologyDocument.From(create.Network)),
            ChangeNetwork change => Compute(TopologyDocument.From(change.To)),
            CreateGroup create => Compute(TopologyDocument.From(create.Group)),
            ChangeGroup change => Compute(TopologyDocument.From(change.To)),
            CreateNode create => Compute(TopologyDocument.From(create.Node)),
            ChangeNode change => Compute(TopologyDocument.From(change.To)),
            _ => "",
        };
    }

    private static string Compute(DocumentMap map)
    {
        ArrayBufferWriter<byte> buffer = new(BufferBytes);
        DocumentJson.WriteLine(map, buffer);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return Convert.ToHexStringLower(hash[..ByteCount]);
    }
}
