using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>Linux system calls for raw network frames that .NET does not provide.</summary>
internal static unsafe partial class LinuxNetwork
{
    public const int ReadWrite = 2;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;

    // packet(7) and linux/if_packet.h; the protocol is ETH_P_ALL.
    public const int PacketFamily = 17;
    public const int RawSocket = 3;
    public const int AllProtocols = 3;
    public const int PacketLevel = 263;
    public const int AuxiliaryData = 8;
    public const int OffloadHeader = 15;
    public const int Statistics = 6;
    public const int IgnoreOutgoing = 23;

    public const int SocketLevel = 1;
    public const int AttachFilter = 26;
    public const int SendBufferForce = 32;
    public const int ReceiveBufferForce = 33;
    public const int DoNotWait = 0x40;
    public const int Truncated = 0x20;

    // linux/if_tun.h: frames without the driver's prefix, but with the offload header.
    public const nuint MakeTap = 0x400454ca;
    public const short TapFlags = 0x0002 | 0x1000 | 0x4000;

    public const int Interrupted = 4;
    public const int NoSuchDevice = 6;
    public const int Again = 11;
    public const int BadState = 77;
    public const int NetworkDown = 100;

    public const short Readable = 1;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags, uint mode = 0);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, nuint request, byte* argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, byte* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, byte* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial SafeFileHandle OpenSocket(int family, int kind, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(SafeFileHandle socket, LinkAddress* address, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetOption(SafeFileHandle socket, int level, int option, void* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int GetOption(SafeFileHandle socket, int level, int option, void* value, int* length);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint Receive(SafeFileHandle socket, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(SafeFileHandle socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial SafeFileHandle OpenEvent(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    public static partial int Wait(WaitEntry* entries, nuint count, KernelTime* limit, void* signals);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    public static partial int GetProcessors(int thread, nuint length, byte* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    public static partial int SetProcessors(int thread, nuint length, byte* mask);

    /// <summary>Returns the message of the last failed system call.</summary>
    public static string Reason() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>sockaddr_ll.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    internal struct LinkAddress
    {
        public ushort Family;
        public ushort Protocol;
        public int Link;
        public ushort Hardware;
        public byte Kind;
        public byte Length;
        public ulong Address;
    }

    /// <summary>sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SocketFilter
    {
        public ushort StepCount;
        public ulong* Steps;
    }

    /// <summary>msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public Piece* Pieces;
        public nuint PieceCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Piece
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct WaitEntry
    {
        public int File;
        public short Events;
        public short Found;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct KernelTime
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
