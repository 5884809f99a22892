using System.Net;
using System.Net.Sockets;

namespace Tests.Shared;

public static class ServerPort
{
    // Linux assigns 32768 to 60999 as ephemeral ports (net.ipv4.ip_local_port_range): while the server is down, it may
    // assign one of these to another process.
    private const int First = 10_000;
    private const int End = 32_768;

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
                // The port is in use; the next one follows.
            }
        }
    }
}
