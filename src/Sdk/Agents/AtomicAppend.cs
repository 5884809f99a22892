namespace Scalewright.Agents;

/// <summary>Appends to a file completely or not at all.</summary>
internal static class AtomicAppend
{
    /// <summary>Appends bytes to a file.</summary>
    /// <param name="file">Unbuffered file, positioned at its end.</param>
    /// <exception cref="IOException">The write failed. The file is unchanged.</exception>
    public static void Write(FileStream file, ReadOnlySpan<byte> bytes)
    {
        long end = file.Length;
        try
        {
            file.Write(bytes);
        }
        catch
        {
            // Without this, the next write would overwrite part of the incomplete record and leave an invalid remainder
            // behind.
            file.SetLength(end);
            throw;
        }
    }
}
