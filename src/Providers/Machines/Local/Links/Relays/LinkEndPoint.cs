using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>A link of this machine, as sockets for whole frames name it.</summary>
internal sealed class LinkEndPoint(string link) : EndPoint
{
    // sockaddr_ll: the protocol behind the family, then the number of the link.
    private const int Bytes = 20;
    private const int ProtocolAt = 2;
    private const int NumberAt = 4;

    public override AddressFamily AddressFamily => AddressFamily.Packet;

    /// <exception cref="IOException">There is no such link.</exception>
    public override SocketAddress Serialize()
    {
        SocketAddress address = new(AddressFamily.Packet, Bytes);
        Span<byte> fields = address.Buffer.Span;
        short protocol = IPAddress.HostToNetworkOrder((short)LinuxNetwork.AllProtocols);
        int number = int.Parse(File.ReadAllText($"/sys/class/net/{link}/ifindex"), CultureInfo.InvariantCulture);
        MemoryMarshal.Write(fields[ProtocolAt..], in protocol);
        MemoryMarshal.Write(fields[NumberAt..], in number);
        return address;
    }

    public override EndPoint Create(SocketAddress socketAddress) => this;
}
