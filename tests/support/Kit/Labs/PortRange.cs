using System.Net;
using System.Net.Sockets;

namespace Tests.Shared;

/// <summary>Ports in a row for the daemons of one Slurm, which no other Slurm of this process or of another has.</summary>
public static class PortRange
{
    private static int s_given;

    /// <param name="count">Ranges there are; each has <paramref name="width"/> ports.</param>
    /// <returns>The first port of the range.</returns>
    public static int Take(int from, int count, int width)
    {
        for (int turn = 0; turn < count; turn++)
        {
            int first = from + (Environment.ProcessId + Interlocked.Increment(ref s_given)) % count * width;
            if (Enumerable.Range(first, width).All(IsFree))
            {
                return first;
            }
        }

        throw new InvalidOperationException($"No {width} ports in a row are free from {from} on.");
    }

    private static bool IsFree(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
