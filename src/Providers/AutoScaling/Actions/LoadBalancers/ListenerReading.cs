using System.Globalization;
using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.LoadBalancers;

/// <summary>Reads the listeners of classic load balancers.</summary>
/// <remarks>Source: Elastic Load Balancing API reference (2012-06-01), Listener and CreateLoadBalancer.</remarks>
internal static class ListenerReading
{
    private const int MaxPort = 65_535;

    private static readonly string[] WebProtocols = ["HTTP", "HTTPS"];
    private static readonly string[] StreamProtocols = ["TCP", "SSL"];
    private static readonly string[] SecureProtocols = ["HTTPS", "SSL"];

    /// <summary>Reads <c>Listeners.member.N</c>; what is wrong with values is noted.</summary>
    /// <exception cref="QueryFaultException">A protocol is unknown, or two listeners have one port.</exception>
    public static ValueList<ListenerRecord> Read(QueryReader read)
    {
        ValueList<ListenerRecord> all = [.. read.Structures("Listeners.member").Select(prefix => ReadOne(read, prefix))];
        if (all.Count == 0)
        {
            read.Refuse("Listeners cannot be empty");
        }

        if (all.CountBy(one => one.Port).Where(port => port.Value > 1).Select(port => port.Key).ToArray() is [var port, ..])
        {
            throw new QueryFaultException(new WireFault(400, "DuplicateListener", string.Create(
                CultureInfo.InvariantCulture, $"Two listeners have the LoadBalancerPort {port}")));
        }

        return all;
    }

    private static ListenerRecord ReadOne(QueryReader read, string prefix)
    {
        string protocol = ProtocolOf(read.Required(prefix + "Protocol"));
        int port = read.RequiredNumber(prefix + "LoadBalancerPort", 1, MaxPort);
        string behind = ProtocolOf(read.Text(prefix + "InstanceProtocol") ?? protocol);
        int instancePort = read.RequiredNumber(prefix + "InstancePort", 1, MaxPort);
        if (SecureProtocols.Contains(protocol, StringComparer.Ordinal))
        {
            read.Refuse("Secure Listeners need to specify a SSLCertificateId, and there are no certificates here");
        }

        if (LayerOf(protocol) != LayerOf(behind))
        {
            read.Refuse(
                $"Value '{Printable.Escape(behind)}' at '{prefix}InstanceProtocol' failed to satisfy constraint: with "
                    + $"{Printable.Escape(protocol)}, Member must be one of {string.Join(", ", LayerOf(protocol))}");
        }

        return new ListenerRecord(protocol, port, behind, instancePort);
    }

    private static string[] LayerOf(string protocol) =>
        WebProtocols.Contains(protocol, StringComparer.Ordinal) ? WebProtocols : StreamProtocols;

    // An empty one is missing, which the reader reports.
    private static string ProtocolOf(string word) =>
        word.ToUpperInvariant() is var protocol
            && (protocol.Length == 0 || WebProtocols.Concat(StreamProtocols).Contains(protocol, StringComparer.Ordinal))
            ? protocol
            : throw new QueryFaultException(new WireFault(
                400,
                "UnsupportedProtocol",
                $"The protocol '{Printable.Escape(word)}' is not supported; use one of HTTP, HTTPS, TCP, SSL"));
}
