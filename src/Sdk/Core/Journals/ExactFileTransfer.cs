namespace Scalewright.Journals;

/// <summary>Reads and writes completely, with calls that can be short or interrupted.</summary>
internal static class ExactFileTransfer
{
    // Maximum number of consecutive interruptions without progress.
    private const int MaxInterruptions = 100;

    public static int ReadFully(this IFile file, long offset, Span<byte> buffer)
    {
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
            catch (FileSystemException exception)
                when (exception.Error == FileSystemError.Interrupted && interruptions++ < MaxInterruptions) { }
        }

        return done;
    }

    /// <summary>Appends all bytes. If it throws, some of them may be written.</summary>
    public static void AppendAll(this IFile file, ReadOnlySpan<byte> bytes) => WriteChunks(file, offset: null, bytes);

    /// <summary>Writes all bytes at an offset. If it throws, some of them may be written.</summary>
    public static void WriteAll(this IFile file, long offset, ReadOnlySpan<byte> bytes) => WriteChunks(file, offset, bytes);

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
            catch (FileSystemException exception)
                when (exception.Error == FileSystemError.Interrupted && interruptions++ < MaxInterruptions) { }
        }
    }
}
