namespace Scalewright.Journals;

/// <summary>An open file. Closing it releases its lock but makes nothing durable.</summary>
public interface IFile : IDisposable
{
    /// <summary>Length in bytes.</summary>
    /// <exception cref="FileSystemException">The disk failed.</exception>
    long Length { get; }

    /// <summary>Reads bytes; may return fewer than requested.</summary>
    /// <param name="offset">Position of the first byte.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <returns>Number of bytes read; 0 at the end of the file.</returns>
    /// <exception cref="FileSystemException">The disk failed, or the call was interrupted.</exception>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Appends bytes; may write fewer than given.</summary>
    /// <param name="bytes">Bytes to write.</param>
    /// <returns>Number of bytes written, 1 or more.</returns>
    /// <exception cref="FileSystemException">The disk is full or failed, or the call was interrupted.</exception>
    int Append(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Writes bytes at an offset of a file opened with <see cref="FileOpenMode.OpenOrCreate"/>; may write fewer than
    /// given.
    /// </summary>
    /// <param name="offset">Position of the first byte, 0 or more. A gap after the end reads as zeros.</param>
    /// <param name="bytes">Bytes to write.</param>
    /// <returns>Number of bytes written, 1 or more. Writes within the length of the file need no new space.</returns>
    /// <exception cref="FileSystemException">The disk is full or failed, or the call was interrupted.</exception>
    int Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Truncates the file.</summary>
    /// <param name="length">New length in bytes.</param>
    /// <exception cref="FileSystemException">The disk failed.</exception>
    void Truncate(long length);

    /// <summary>
    /// Makes all writes durable. After a failure, it is unknown which writes are durable; reopen and read the file.
    /// </summary>
    /// <exception cref="FileSystemException">The disk failed.</exception>
    ValueTask FlushAsync();

    /// <summary>
    /// Tries to lock the file without waiting. Closing the file or exiting the process releases the lock.
    /// </summary>
    /// <exception cref="FileSystemException">The disk failed.</exception>
    LockOutcome TryLock();

    /// <summary>Returns true if a path refers to this file and not to another file that replaced it.</summary>
    /// <param name="path">Path to compare.</param>
    /// <exception cref="FileSystemException">The disk failed.</exception>
    bool IsSameFile(string path);
}
