namespace Scalewright.Files;

/// <summary>Adds to the end of a file, or not at all.</summary>
internal static class WholeAppend
{
    /// <summary>Writes bytes behind what is there.</summary>
    /// <param name="file">The file, which keeps nothing back in a buffer and stands at its end.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="IOException">The disk does not take them; none of them is there.</exception>
    public static void Write(FileStream file, ReadOnlySpan<byte> bytes)
    {
        long end = file.Length;
        try
        {
            file.Write(bytes);
        }
        catch
        {
            // What is written next would stand over the begin of the half that is there, and its end would be a record of nobody's.
            file.SetLength(end);
            throw;
        }
    }
}
