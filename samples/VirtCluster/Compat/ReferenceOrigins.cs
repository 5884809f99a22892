using System.Net;
using Scalewright.Logs;

namespace VirtCluster.Compat;

/// <summary>
/// Identifies senders as vt_cluster does: by the text of their address, without name resolution. A node without a tag
/// has the tag <c>None</c>.
/// </summary>
/// <param name="nodes">The nodes; the first with the address is used.</param>
internal sealed class ReferenceOrigins(IReadOnlyList<LogNodeEntry> nodes) : ILogOriginResolver
{
    public LogOrigin Resolve(IPAddress address)
    {
        string text = address.ToString();
        LogNodeEntry? node = nodes.FirstOrDefault(node => node.Host == text);
        return new LogOrigin(text, node?.Name ?? "", node is null ? "Unknown" : node.Tag.Length > 0 ? node.Tag : "None");
    }

    // Senders of vt_cluster send no handshake; for other senders the address is used, too.
    public LogOrigin? Authenticate(IPAddress address, LogHandshake handshake) => Resolve(address);
}
