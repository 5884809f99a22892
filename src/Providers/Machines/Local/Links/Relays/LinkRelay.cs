using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Scalewright.Providers.Local.Links.Relays;

/// <summary>
/// Forwards the frames of one node between its link and the bridge on a dedicated thread. Frames to the node pass a
/// <see cref="DelayLine"/>; frames from the node are not delayed.
/// </summary>
internal sealed unsafe class LinkRelay : IDisposable
{
    // The largest segment that the kernel delivers has 64 KiB plus headers.
    private const int MaxFrameBytes = 72 * 1024;
    private const int StackBytes = 256 * 1024;
    private const int FramesInTurn = 64;

    // Interval for checking a link that has reported that it is down.
    private static readonly TimeSpan DoubtPeriod = TimeSpan.FromMilliseconds(100);

    private readonly FrameTap _tap;
    private readonly FrameSocket _socket;
    private readonly SafeFileHandle _wakeup;
    private readonly DelayLine _line;
    private readonly Thread _thread;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private InboundLinkTable? _next;
    private volatile bool _isStopping;
    private volatile bool _isRunning = true;
    private long _carriedCount;
    private long _rejectedCount;

    private LinkRelay(string link, FrameTap tap, FrameSocket socket, SafeFileHandle wakeup, InboundLinkTable links)
    {
        (_tap, _socket, _wakeup, _line) = (tap, socket, wakeup, new DelayLine(links));
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = $"link {link}" };
        _thread.Start();
    }

    /// <summary>
    /// True while frames are forwarded. False after another program has removed one of the two links.
    /// </summary>
    public bool IsRunning => _isRunning;

    /// <summary>Number of forwarded frames in both directions.</summary>
    public long CarriedCount => Interlocked.Read(ref _carriedCount);

    public long DroppedCount => _line.DroppedCount + Interlocked.Read(ref _rejectedCount) + DroppedByKernel();

    /// <summary>Maximum number of bytes in transit.</summary>
    public long MaxBytes => _line.MaxBytes;

    /// <summary>Starts the relay.</summary>
    /// <param name="link">Host end of the node's link, attached to nothing.</param>
    /// <param name="tap">Substitute link on the bridge. The relay owns it from now on, even if the start fails.</param>
    /// <exception cref="LinkSetupException">The relay cannot be started.</exception>
    public static LinkRelay Start(string link, FrameTap tap, InboundLinkTable links)
    {
        FrameSocket? socket = null;
        SafeFileHandle? wakeup = null;
        try
        {
            socket = FrameSocket.Open(link);
            wakeup = LinuxNetwork.OpenEvent(0, LinuxNetwork.NonBlocking | LinuxNetwork.CloseOnExec);
            return wakeup.IsInvalid
                ? throw new LinkSetupException(LocalProblems.NoRelay(link, LinuxNetwork.Reason()))
                : new LinkRelay(link, tap, socket, wakeup, links);
        }
        catch
        {
            wakeup?.Dispose();
            socket?.Dispose();
            tap.Dispose();
            throw;
        }
    }

    /// <summary>Replaces the conditions for all frames sent after this call.</summary>
    public void Change(InboundLinkTable links) => Interlocked.Exchange(ref _next, links);

    /// <summary>Stops the relay. Frames in transit are lost, and the node is disconnected.</summary>
    public void Dispose()
    {
        _isStopping = true;
        Wake();
        _thread.Join();
        _wakeup.Dispose();
    }

    private void Run()
    {
        StayOnOneProcessor();
        byte[] buffer = new byte[MaxFrameBytes];
        while (!_isStopping && !_tap.IsRemoved && !(_socket.IsInDoubt && _socket.IsLinkRemoved))
        {
            // An existing link that is down either comes up again or reports its removal later.
            _socket.IsInDoubt = false;
            Receive(buffer);
            Bring(buffer);
            Release();
            Wait();
        }

        _isRunning = false;
        while (_line.TryTake(TimeSpan.MaxValue, out EthernetFrame lost))
        {
            DelayLine.Return(lost);
        }

        _socket.Dispose();
        _tap.Dispose();
    }

    // The kernel has one receive queue per processor: if the thread migrated, its frames could overtake earlier ones.
    private static void StayOnOneProcessor()
    {
        const int MaskBytes = 128;
        byte* mask = stackalloc byte[MaskBytes];
        Span<byte> processors = new(mask, MaskBytes);
        processors.Clear();
        if (LinuxNetwork.GetProcessors(0, MaskBytes, mask) < 0)
        {
            return;
        }

        const int BitsOfByte = 8;
        byte[] all = processors.ToArray();
        int[] allowed =
        [
            .. Enumerable.Range(0, MaskBytes * BitsOfByte).Where(number => (all[number / BitsOfByte] & (1 << (number % BitsOfByte))) != 0),
        ];
        int chosen = allowed[Environment.CurrentManagedThreadId % allowed.Length];
        processors.Clear();
        processors[chosen / BitsOfByte] = (byte)(1 << (chosen % BitsOfByte));
        _ = LinuxNetwork.SetProcessors(0, MaskBytes, mask);
    }

    private void Receive(byte[] buffer)
    {
        for (int count = 0; count < FramesInTurn && _tap.Read(buffer) is > 0 and int length; count++)
        {
            // The change is applied after the read, so that it affects only frames that were sent after it.
            if (Volatile.Read(ref _next) is not null && Interlocked.Exchange(ref _next, null) is { } links)
            {
                _line.Change(links);
            }

            _line.Add(buffer.AsSpan(0, length), Now(), FrameSource.Read(buffer.AsSpan(0, length)));
        }
    }

    private void Bring(byte[] buffer)
    {
        for (int count = 0; count < FramesInTurn && _socket.TryReceive(buffer, out ReadOnlySpan<byte> frame); count++)
        {
            Count(frame.Length > 0 && _tap.Write(frame));
        }
    }

    private void Release()
    {
        while (_line.TryTake(Now(), out EthernetFrame frame))
        {
            Count(_socket.Send(frame.Bytes));
            DelayLine.Return(frame);
        }
    }

    private void Count(bool isCarried) => Interlocked.Increment(ref isCarried ? ref _carriedCount : ref _rejectedCount);

    private void Wait()
    {
        TimeSpan? limit = _socket.IsInDoubt ? DoubtPeriod : _line.Due - Now();
        LinuxNetwork.WaitEntry* entries = stackalloc LinuxNetwork.WaitEntry[]
        {
            new() { File = (int)_wakeup.DangerousGetHandle(), Events = LinuxNetwork.Readable },
            new() { File = (int)_tap.Handle.DangerousGetHandle(), Events = LinuxNetwork.Readable },
            new() { File = (int)_socket.Handle.DangerousGetHandle(), Events = LinuxNetwork.Readable },
        };
        LinuxNetwork.KernelTime time = default;
        if (limit is { } remaining)
        {
            remaining = remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
            time = new()
            {
                Seconds = (nint)(remaining.Ticks / TimeSpan.TicksPerSecond),
                Nanoseconds = (nint)(remaining.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
            };
        }

        const int EntryCount = 3;
        if (LinuxNetwork.Wait(entries, EntryCount, limit is null ? null : &time, null) > 0 && entries[0].Found != 0)
        {
            ulong value;
            _ = LinuxNetwork.Read(_wakeup, (byte*)&value, sizeof(ulong));
        }
    }

    private void Wake()
    {
        ulong increment = 1;
        _ = LinuxNetwork.Write(_wakeup, (byte*)&increment, sizeof(ulong));
    }

    // Uses real time instead of the provider's clock, because the kernel forwards frames in real time.
    private TimeSpan Now() => TimeProvider.System.GetElapsedTime(_start);

    private long DroppedByKernel()
    {
        try
        {
            return _socket.DroppedCount
                + long.Parse(File.ReadAllText($"/sys/class/net/{_tap.Name}/statistics/tx_dropped"), CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The socket or the link is being closed, and its counters are no longer available.
            return 0;
        }
    }
}

/// <summary>Reads the IPv4 address of the sender from IPv4 packets and ARP requests.</summary>
internal static class FrameSource
{
    // IEEE 802.3: two hardware addresses, then the type. An IEEE 802.1Q tag before the type takes four bytes.
    private const int KindAt = 12;
    private const int KindBytes = 2;
    private const int TagBytes = 4;
    private const ushort Tag = 0x8100;
    private const ushort IPv4 = 0x0800;
    private const ushort Arp = 0x0806;

    // Offset of the sender's address in an IPv4 packet (RFC 791, section 3.1) and in an ARP packet (RFC 826).
    private const int SourceInPacket = 12;
    private const int SourceInQuestion = 14;

    /// <summary>
    /// Returns the address as a big-endian number; 0 if the frame has none. The frame starts with the offload header.
    /// </summary>
    public static uint Read(ReadOnlySpan<byte> frame)
    {
        int at = FrameSocket.OffloadBytes + KindAt;
        if (Kind(frame, at) == Tag)
        {
            at += TagBytes;
        }

        int source = Kind(frame, at) switch
        {
            IPv4 => at + KindBytes + SourceInPacket,
            Arp => at + KindBytes + SourceInQuestion,
            _ => frame.Length,
        };
        return source + sizeof(uint) <= frame.Length ? BinaryPrimitives.ReadUInt32BigEndian(frame[source..]) : 0;
    }

    private static int Kind(ReadOnlySpan<byte> frame, int at) =>
        at + KindBytes <= frame.Length ? BinaryPrimitives.ReadUInt16BigEndian(frame[at..]) : 0;
}
