namespace PhenixScaleApp.Files;

/// <summary>The standard input of the process; empty when the caller closed it.</summary>
internal static class StandardInput
{
    private const string Handles = "/proc/self/fd";
    private const int AccessMask = 3;

    /// <summary>Opens the input.</summary>
    public static Stream Open() => IsOwnPipe() ? Stream.Null : Console.OpenStandardInput();

    /// <summary>
    /// True when this process holds the other end of its own input, which then never ends: the runtime gives the number
    /// of a closed input to the next pipe it makes for itself.
    /// </summary>
    private static bool IsOwnPipe()
    {
        try
        {
            return new FileInfo($"{Handles}/0").LinkTarget is { } input && input.StartsWith("pipe:", StringComparison.Ordinal)
                && new DirectoryInfo(Handles).EnumerateFileSystemInfos().Any(handle => handle.LinkTarget == input && IsWritable(handle.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsWritable(string handle)
    {
        string flags = File.ReadLines($"/proc/self/fdinfo/{handle}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return (Convert.ToInt32(flags[6..].Trim(), 8) & AccessMask) != 0;
    }
}
