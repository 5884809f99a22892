using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Scalewright.Journals;

internal sealed class LocalFile : IFile
{
    private const int EmptyPathFlag = 0x1000;
    private const int NoFollowFlag = 0x100;
    private const int CurrentDirectory = -100;
    private const uint BasicFields = 0x7FF;
    private const int MaxUnflushedBytes = 1024 * 1024;
    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private bool _isLocked;
    private int _unflushedBytes;

    public LocalFile(SafeFileHandle handle, string path) => (_handle, _path) = (handle, path);

    /// <summary>Returns true for a pipe, a socket or a device. Links are followed.</summary>
    public static bool IsSpecial(string path)
    {
        StatxBuffer buffer = default;
        return LinuxInterop.Describe(CurrentDirectory, path, 0, BasicFields, ref buffer) == 0 && !buffer.IsPlainFile && !buffer.IsFolder;
    }

    /// <summary>Describes a path without opening it or following links; returns null if that is not possible.</summary>
    public static StatxBuffer? DescribePath(string path)
    {
        StatxBuffer buffer = default;
        return LinuxInterop.Describe(CurrentDirectory, path, NoFollowFlag, BasicFields, ref buffer) == 0 ? buffer : null;
    }

    public long Length => Describe().Length;

    public StatxBuffer Describe()
    {
        StatxBuffer description = default;
        Check(LinuxInterop.DescribeOpen(_handle, "", EmptyPathFlag, BasicFields, ref description), "examine");
        return description;
    }

    public int Read(long offset, Span<byte> buffer) =>
        buffer.IsEmpty ? 0 : Check(LinuxInterop.Read(_handle, ref MemoryMarshal.GetReference(buffer), buffer.Length, offset), "read");

    public int Append(ReadOnlySpan<byte> bytes)
    {
        int count = bytes.IsEmpty
            ? 0
            : Check(LinuxInterop.Write(_handle, ref MemoryMarshal.GetReference(bytes), bytes.Length), "append to");
        _unflushedBytes += count;
        if (_unflushedBytes >= MaxUnflushedBytes)
        {
            // Lets the disk write while the next bytes are produced. This is only a hint; the flush reports failures.
            _ = LinuxInterop.StartWriting(_handle, 0, 0);
            _unflushedBytes = 0;
        }

        return count;
    }

    public int Write(long offset, ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? 0 : Check(LinuxInterop.WriteAt(_handle, ref MemoryMarshal.GetReference(bytes), bytes.Length, offset), "write to");

    public void Truncate(long length) => Check(LinuxInterop.Truncate(_handle, length), "cut");

    /// <summary>
    /// Flushes on a pool thread, so that other callers can append in the meantime and share the next flush.
    /// </summary>
    [SuppressMessage(
        "ApiDesign",
        "RS0030",
        Justification = "A flush of a real disk blocks, so it runs on the pool; the awaiter resumes on the loop."
    )]
    public ValueTask FlushAsync()
    {
        LocalFlush flush = new(this);
        ThreadPool.UnsafeQueueUserWorkItem(flush, preferLocal: false);
        return new ValueTask(flush.Completion);
    }

    public void Flush() => Check(LinuxInterop.Flush(_handle), "flush");

    public void SetMode(uint mode) => Check(LinuxInterop.SetMode(_handle, mode), "change the permissions of");

    public LockOutcome TryLock()
    {
        if (LinuxInterop.Lock(_handle, LinuxInterop.LockExclusiveNow) == 0)
        {
            _isLocked = true;
            return LockOutcome.Acquired;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            ErrnoMapping.WouldBlock => LockOutcome.Busy,
            ErrnoMapping.NoLocks or ErrnoMapping.NotImplemented or ErrnoMapping.NotSupported or ErrnoMapping.InvalidArgument =>
                LockOutcome.Unsupported,
            _ => throw ErrnoMapping.Last("lock", _path),
        };
    }

    public bool IsSameFile(string path) => DescribePath(path) is { } named && named.IsSameAs(Describe());

    /// <summary>
    /// Unlocks explicitly, because a child process keeps the file open until it executes its program.
    /// </summary>
    public void Dispose()
    {
        if (_isLocked && !_handle.IsClosed)
        {
            LinuxInterop.Lock(_handle, LinuxInterop.Unlock);
        }

        _handle.Dispose();
    }

    private int Check(nint result, string call) => result < 0 ? throw ErrnoMapping.Last(call, _path) : (int)result;
}

/// <summary>One flush of a file, queued for or running on a thread of the pool.</summary>
internal sealed class LocalFlush(LocalFile file) : IThreadPoolWorkItem
{
    // Continuations run synchronously, because this thread has no other work.
    private readonly TaskCompletionSource _completion = new();

    public Task Completion => _completion.Task;

    public void Execute()
    {
        try
        {
            file.Flush();
            _completion.SetResult();
        }
        catch (Exception exception) when (exception is FileSystemException or ObjectDisposedException)
        {
            _completion.SetException(exception);
        }
    }
}
