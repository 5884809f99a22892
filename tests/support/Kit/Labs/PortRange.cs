using System.Net;
using System.Net.Sockets;

namespace Tests.Shared;

/// <summary>Consecutive ports for the daemons of one Slurm cluster.</summary>
public static class PortRange
{
    private static int s_given;

    /// <param name="count">Number of ranges of <paramref name="width"/> ports each.</param>
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
