using System.Net;
using Scalewright.Logs;

namespace VirtCluster.Compat;

/// <summary>Knows senders as vt_cluster does: by the text of their address alone, host names are not looked up, and a node without a tag is <c>None</c>.</summary>
/// <param name="nodes">The nodes; the first with the address counts.</param>
internal sealed class ReferenceOrigins(IReadOnlyList<LogNode> nodes) : ILogOrigins
{
    public LogOrigin Find(IPAddress address)
    {
        string text = address.ToString();
        LogNode? node = nodes.FirstOrDefault(node => node.Host == text);
        return new LogOrigin(text, node?.Name ?? "", node is null ? "Unknown" : node.Tag.Length > 0 ? node.Tag : "None");
    }

    // Senders of vt_cluster do not greet; the address decides for others, too.
    public LogOrigin? Greet(IPAddress address, LogHello hello) => Find(address);
}
