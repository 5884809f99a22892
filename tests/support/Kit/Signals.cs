using System.Runtime.InteropServices;

namespace Tests.Shared;

public static partial class Signals
{
    // signal(7), numbers of x86 and ARM.
    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["KILL"] = 9, ["TERM"] = 15, ["CONT"] = 18, ["STOP"] = 19,
    };

    /// <param name="process">Negative for a process group.</param>
    /// <param name="name">Without <c>SIG</c>, as in <c>TERM</c>.</param>
    /// <returns>Whether the process exists.</returns>
    public static bool Send(int process, string name) => SendNumber(process, Numbers[name]) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendNumber(int process, int number);
}
