using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>TAP link of this program. It is removed on disposal, and when this program exits for any reason.</summary>
internal sealed unsafe class FrameTap : IDisposable
{
    public const string Device = "/dev/net/tun";

    // linux/if.h: ifreq has 40 bytes, of which a name takes 16.
    private const int RequestBytes = 40;
    private const int NameBytes = 16;

    private readonly SafeFileHandle _file;

    private FrameTap(string name, SafeFileHandle file) => (Name, _file) = (name, file);

    public string Name { get; }

    public SafeFileHandle Handle => _file;

    /// <summary>True if another program removed the link.</summary>
    public bool IsRemoved { get; private set; }

    /// <exception cref="LinkSetupException">The link cannot be created.</exception>
    public static FrameTap Open(string name)
    {
        SafeFileHandle file = LinuxNetwork.Open(Device, LinuxNetwork.ReadWrite | LinuxNetwork.NonBlocking | LinuxNetwork.CloseOnExec);
        byte* request = stackalloc byte[RequestBytes];
        Span<byte> fields = new(request, RequestBytes);
        fields.Clear();
        Encoding.ASCII.GetBytes(name, fields[..(NameBytes - 1)]);
        short flags = LinuxNetwork.TapFlags;
        MemoryMarshal.Write(fields[NameBytes..], in flags);
        if (file.IsInvalid || LinuxNetwork.Control(file, LinuxNetwork.MakeTap, request) != 0)
        {
            string reason = LinuxNetwork.Reason();
            file.Dispose();
            throw new LinkSetupException(LocalProblems.NoRelay(name, reason));
        }

        return new FrameTap(name, file);
    }

    /// <summary>Reads the next outgoing frame of the link, with its offload header. Returns its length, or 0.</summary>
    public int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            nint length = LinuxNetwork.Read(_file, start, buffer.Length);
            IsRemoved |= length < 0 && Marshal.GetLastPInvokeError() is not (LinuxNetwork.Again or LinuxNetwork.Interrupted);
            return Math.Max(0, (int)length);
        }
    }

    /// <summary>Injects a frame as incoming on the link. Returns false if it was dropped.</summary>
    public bool Write(ReadOnlySpan<byte> frame)
    {
        fixed (byte* start = frame)
        {
            nint written = LinuxNetwork.Write(_file, start, frame.Length);
            IsRemoved |= written < 0 && Marshal.GetLastPInvokeError() == LinuxNetwork.BadState;
            return written == frame.Length;
        }
    }

    public void Dispose() => _file.Dispose();
}
