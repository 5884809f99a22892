using System.Net;
using System.Net.Sockets;

namespace Tests.Shared;

/// <summary>The port of a server that is started again where it was.</summary>
public static class ServerPort
{
    // Linux gives 32768 to 60999 to who asks for any port (net.ipv4.ip_local_port_range): while the server is away, it may give one of these to somebody else.
    private const int First = 10_000;
    private const int End = 32_768;

    /// <summary>Finds a free port of this machine that is given to nobody who asks for any.</summary>
    public static int Find()
    {
        while (true)
        {
            using TcpListener listener = new(IPAddress.Loopback, Random.Shared.Next(First, End));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }
}
