using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Benchmarks.Endpoint;

/// <summary>
/// Sends requests over a few connections, sequentially on each, and checks that every response is a 200. A connection
/// is used until the server closes it.
/// </summary>
internal static class EndpointLoad
{
    private const int Connections = 4;
    private const int BytesMax = 256 * 1024;
    private static readonly byte[] Good = "HTTP/1.1 200"u8.ToArray();

    /// <returns>Requests per second.</returns>
    /// <param name="round">New value of the tag that every tenth request changes; 0 to change no tag.</param>
    public static async Task<double> RunAsync(int port, int count, int round)
    {
        byte[][] requests = await EndpointRequests.SignAsync(port, round);
        long begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable.Range(0, Connections).Select(number => Task.Run(() => Send(port, requests, count / Connections, number)))
        );
        return count / Connections * Connections / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static void Send(int port, byte[][] requests, int count, int first)
    {
        Socket socket = Connect(port);
        byte[] answer = new byte[BytesMax];
        for (int number = 0; number < count; number++)
        {
            socket.Send(requests[(number + first) % requests.Length]);
            if (!Receive(socket, answer))
            {
                socket.Dispose();
                socket = Connect(port);
            }
        }

        socket.Dispose();
    }

    private static Socket Connect(int port)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    /// <returns>True if the server keeps the connection open.</returns>
    private static bool Receive(Socket socket, byte[] answer)
    {
        int length = 0;
        int total = -1;
        while (total < 0 || length < total)
        {
            int count = socket.Receive(answer.AsSpan(length));
            length += count > 0 ? count : throw new InvalidOperationException("the server hung up");
            total = total < 0 ? TotalOf(answer.AsSpan(0, length)) : total;
        }

        if (!answer.AsSpan(0, length).StartsWith(Good))
        {
            throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(answer, 0, length));
        }

        return answer.AsSpan(0, length).IndexOf("Connection: close"u8) < 0;
    }

    /// <summary>Length of the whole response in bytes; negative while its head is incomplete.</summary>
    private static int TotalOf(ReadOnlySpan<byte> answer)
    {
        int end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return -1;
        }

        int start = answer.IndexOf("Content-Length: "u8) + "Content-Length: ".Length;
        int length = answer[start..].IndexOf((byte)'\r');
        return end + 4 + int.Parse(answer.Slice(start, length), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
