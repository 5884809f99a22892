using System.Runtime.InteropServices;

namespace Scalewright.Providers.Ssh.Mux;

/// <summary>What the base library has no call for: pairs of sockets. Linux on machines of 64 bits.</summary>
internal static partial class NativeSockets
{
    private const int UnixDomain = 1;
    private const int StreamCloseOnExec = 1 | 0x80000;

    /// <summary>Two sockets that are connected to each other.</summary>
    public static (Socket Own, Socket Other) CreatePair()
    {
        Span<int> pair = stackalloc int[2];
        if (CreatePair(UnixDomain, StreamCloseOnExec, 0, pair) != 0)
        {
            throw new SocketException(Marshal.GetLastPInvokeError());
        }

        return (Own(pair[0]), Own(pair[1]));
    }

    private static Socket Own(int descriptor) => new(new SafeSocketHandle(descriptor, ownsHandle: true));

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int CreatePair(int domain, int type, int protocol, Span<int> pair);
}
