using System.Security.Cryptography;
using Scalewright.Documents;
using Scalewright.Topologies.Storage;

namespace Scalewright.Planning;

/// <summary>A short word for what a network, group or node is, equal for equal content: providers keep it beside what they made.</summary>
public static class SpecDigest
{
    private const int ByteCount = 8;

    // Most networks and nodes are shorter: a buffer that grows is copied.
    private const int BufferBytes = 1024;

    /// <summary>The digest of what a step leaves behind: 16 hexadecimal digits of the SHA-256 of its JSON; empty when it removes.</summary>
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
