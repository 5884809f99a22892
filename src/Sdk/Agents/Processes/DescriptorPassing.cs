using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scalewright.Agents.Processes;

/// <summary>Passes open files to another process over a socket, which .NET cannot do. 64-bit Linux.</summary>
internal static unsafe partial class DescriptorPassing
{
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int CloseOnExec = 0x40000000;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int MaxDescriptors = 4;

    // cmsg(3): length (8 bytes), level (4), type (4), then the descriptors, padded to a multiple of 8.
    private const int HeaderLength = 16;
    private const int MaxControlSpace = HeaderLength + MaxDescriptors * sizeof(int);

    /// <summary>Sends copies of open files to the other process, together with one byte.</summary>
    /// <param name="descriptors">Descriptors of the files, at most four. Not closed.</param>
    public static void Send(Socket over, params ReadOnlySpan<int> descriptors)
    {
        byte data = 0;
        byte* control = stackalloc byte[MaxControlSpace];
        int length = HeaderLength + descriptors.Length * sizeof(int);
        *(nint*)control = length;
        *(int*)(control + 8) = SocketLevel;
        *(int*)(control + 12) = Rights;
        descriptors.CopyTo(new Span<int>(control + HeaderLength, MaxDescriptors));
        Vector vector = new() { Data = &data, Length = 1 };
        Message message = new()
        {
            Vectors = &vector,
            VectorCount = 1,
            Control = control,
            ControlLength = (length + 7) / 8 * 8,
        };
        while (SendMessage((int)over.Handle, &message, 0) != 1)
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

    /// <summary>Receives the files that were sent. Data must have arrived at the socket.</summary>
    /// <returns>Handles owned by the caller; empty if the other end is closed or sent no files.</returns>
    public static SafePipeHandle[] Receive(Socket over)
    {
        byte data = 0;
        byte* control = stackalloc byte[MaxControlSpace];
        Vector vector = new() { Data = &data, Length = 1 };
        Message message = new()
        {
            Vectors = &vector,
            VectorCount = 1,
            Control = control,
            ControlLength = MaxControlSpace,
        };
        while (Receive((int)over.Handle, &message, CloseOnExec) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                return [];
            }
        }

        if (message.ControlLength < HeaderLength + sizeof(int) || *(int*)(control + 8) != SocketLevel || *(int*)(control + 12) != Rights)
        {
            return [];
        }

        int count = ((int)*(nint*)control - HeaderLength) / sizeof(int);
        SafePipeHandle[] files = new SafePipeHandle[count];
        for (int file = 0; file < count; file++)
        {
            files[file] = new SafePipeHandle(((int*)(control + HeaderLength))[file], ownsHandle: true);
        }

        return files;
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint Receive(int socket, Message* message, int flags);

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
