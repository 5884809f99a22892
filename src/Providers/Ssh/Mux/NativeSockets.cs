using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Scalewright.Providers.Ssh.Mux;

/// <summary>What the base library has no call for: pairs of sockets, and passing one to another process. Linux on machines of 64 bits.</summary>
internal static unsafe partial class NativeSockets
{
    private const int UnixDomain = 1;
    private const int StreamCloseOnExec = 1 | 0x80000;
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int Interrupted = 4;
    private const int TryAgain = 11;

    // cmsg(3): a length of 8 bytes, level and type of 4 each, then the descriptor; the whole a multiple of 8.
    private const int ControlLength = 20;
    private const int ControlSpace = 24;

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

    /// <summary>Gives the process at the other end of a socket of this machine a copy of a socket.</summary>
    /// <exception cref="IOException">It does not take it.</exception>
    public static void Send(Socket over, Socket passed)
    {
        byte data = 0;
        byte* control = stackalloc byte[ControlSpace];
        *(nint*)control = ControlLength;
        *(int*)(control + 8) = SocketLevel;
        *(int*)(control + 12) = Rights;
        *(int*)(control + 16) = (int)passed.Handle;
        Vector vector = new() { Data = &data, Length = 1 };
        Message message = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlSpace };
        while (Send((int)over.Handle, &message, 0) != 1)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == TryAgain)
            {
                over.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite);
            }
            else if (error != Interrupted)
            {
                throw new IOException($"a descriptor cannot be passed: {new Win32Exception(error).Message}");
            }
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The handle belongs to the socket.")]
    private static Socket Own(int descriptor) => new(new SafeSocketHandle(descriptor, ownsHandle: true));

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int CreatePair(int domain, int type, int protocol, Span<int> pair);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint Send(int socket, Message* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        public void* Data;
        public nint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nint VectorCount;
        public void* Control;
        public nint ControlLength;
        public int Flags;
    }
}
