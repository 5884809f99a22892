using System.Security.Cryptography;
using Scalewright.Documents;
using Scalewright.Topologies.Storage;

namespace Scalewright.Planning;

/// <summary>Computes digests of networks, groups and nodes by content. Providers store them with resources.</summary>
public static class SpecDigest
{
    private const int ByteCount = 8;

    // Fits most networks and nodes: a growing buffer is copied.
    private const int BufferBytes = 1024;

    /// <summary>Returns 16 hex digits of the SHA-256 of the JSON of a step's result. Empty for removals.</summary>
    /// <param name="step">The step.</param>
    public static string Of(PlanStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step switch
        {
            CreateNetwork create => Of(TopologyDocument.Of(create.Network)),
            ChangeNetwork change => Of(TopologyDocument.Of(change.To)),
            CreateGroup create => Of(TopologyDocument.Of(create.Group)),
            ChangeGroup change => Of(TopologyDocument.Of(change.To)),
            CreateNode create => Of(TopologyDocument.Of(create.Node)),
            ChangeNode change => Of(TopologyDocument.Of(change.To)),
            _ => "",
        };
    }

    private static string Of(DocumentMap map)
    {
        ArrayBufferWriter<byte> buffer = new(BufferBytes);
        DocumentJson.WriteLine(map, buffer);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return Convert.ToHexStringLower(hash[..ByteCount]);
    }
}
