namespace PhenixScaleApp.Files;

/// <summary>The standard input of the process; empty when the caller closed it.</summary>
internal static class StandardInput
{
    private const string Flags = "flags:";

    // Linux, fcntl.h: the file is closed when another program is started.
    private const int CloseOnExec = 0x80000;

    /// <summary>Opens the input.</summary>
    public static Stream Open() => IsOwn() ? Stream.Null : Console.OpenStandardInput();

    /// <summary>
    /// True when this process opened what it finds as its input: the runtime gives the number of a closed input to the next file of its
    /// own, a pipe or a source of chance, that never ends. What a caller handed in outlived the start of this program; the runtime's files
    /// would not.
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
