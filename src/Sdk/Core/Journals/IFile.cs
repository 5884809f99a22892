namespace Scalewright.Journals;

/// <summary>An open file. Closing releases its lock and makes nothing durable.</summary>
public interface IFile : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    /// <exception cref="DiskException">The disk failed.</exception>
    long Length { get; }

    /// <summary>Reads; may give fewer bytes than asked for.</summary>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <returns>How many bytes; 0 at the end of the file.</returns>
    /// <exception cref="DiskException">The disk failed, or the call was interrupted.</exception>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes at the end; may take fewer bytes than given.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>How many were taken, 1 or more.</returns>
    /// <exception cref="DiskException">The disk is full or failed, or the call was interrupted.</exception>
    int Append(ReadOnlySpan<byte> bytes);

    /// <summary>Writes at an offset of a file that was opened with <see cref="FileOpening.Update"/>; may take fewer bytes.</summary>
    /// <param name="offset">Position of the first byte, 0 or more; a gap behind the end reads as zeros.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Number of bytes taken, 1 or more. Bytes within the length of the file need no new space.</returns>
    /// <exception cref="DiskException">The disk is full or failed, or the call was interrupted.</exception>
    int Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file.</summary>
    /// <param name="length">Its length from now on, in bytes.</param>
    /// <exception cref="DiskException">The disk failed.</exception>
    void Truncate(long length);

    /// <summary>Makes what was written durable. After a failure nobody knows what is; the file is to be opened anew and read.</summary>
    /// <exception cref="DiskException">The disk failed.</exception>
    ValueTask FlushAsync();

    /// <summary>Takes the lock of the file without waiting. It falls with the file or with the process.</summary>
    /// <exception cref="DiskException">The disk failed.</exception>
    LockOutcome TryLock();

    /// <summary>True when a path leads to this very file, not to another that took its name.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="DiskException">The disk failed.</exception>
    bool IsNamed(string path);
}
