namespace PhenixScaleApp.Files;

/// <summary>Standard input of the process; empty if the caller closed it.</summary>
internal static class StandardInput
{
    private const string Flags = "flags:";

    // Linux, fcntl.h: the file is closed when another program is started.
    private const int CloseOnExec = 0x80000;

    public static Stream Open() => IsOwn() ? Stream.Null : Console.OpenStandardInput();

    /// <summary>
    /// True if this process opened its input itself. The runtime assigns the number of a closed input to its next file,
    /// which has the flag close-on-exec. Such a file, for example a pipe or a random source, may be endless.
    /// </summary>
    private static bool IsOwn()
    {
        try
        {
            string? flags = File.ReadLines("/proc/self/fdinfo/0").FirstOrDefault(line => line.StartsWith(Flags, StringComparison.Ordinal));
            return flags is not null && (Convert.ToInt32(flags[Flags.Length..].Trim(), 8) & CloseOnExec) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
