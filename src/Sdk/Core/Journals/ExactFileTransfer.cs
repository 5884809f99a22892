namespace Scalewright.Journals;

/// <summary>Reads and writes completely, with calls that can be short or interrupted.</summary>
public static class ExactFileTransfer
{
    // Maximum number of consecutive interruptions without progress.
    private const int MaxInterruptions = 100;

    /// <summary>Reads until a buffer is full or the file ends.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Position of the first byte in the file.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <returns>Number of bytes that were read.</returns>
    /// <exception cref="FileSystemException">The file cannot be read.</exception>
    public static int ReadFully(this IFile file, long offset, Span<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(file);
        int done = 0;
        for (int interruptions = 0; done < buffer.Length; )
        {
            try
            {
                int read = file.Read(offset + done, buffer[done..]);
                if (read == 0)
                {
                    return done;
                }

                done += read;
                interruptions = 0;
            }
            catch (FileSystemException exception) when (exception.Error == FileSystemError.Interrupted && interruptions < MaxInterruptions)
            {
                interruptions++;
            }
        }

        return done;
    }

    /// <summary>Appends all bytes. If it throws, some of them may be written.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="FileSystemException">The disk is full or failed.</exception>
    public static void AppendAll(this IFile file, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(file);
        WriteChunks(file, offset: null, bytes);
    }

    /// <summary>Writes all bytes at an offset. If it throws, some of them may be written.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Position of the first byte in the file.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="FileSystemException">The disk is full or failed.</exception>
    public static void WriteAll(this IFile file, long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(file);
        WriteChunks(file, offset, bytes);
    }

    private static void WriteChunks(IFile file, long? offset, ReadOnlySpan<byte> bytes)
    {
        for (int interruptions = 0; bytes.Length > 0; )
        {
            try
            {
                int count = offset is { } at ? file.Write(at, bytes) : file.Append(bytes);
                offset += count;
                bytes = bytes[count..];
                interruptions = 0;
            }
            catch (FileSystemException exception) when (exception.Error == FileSystemError.Interrupted && interruptions < MaxInterruptions)
            {
                interruptions++;
            }
        }
    }
}
