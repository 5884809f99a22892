using System.Runtime.InteropServices;

namespace Tests.Shared;

/// <summary>Signals to programs of this machine.</summary>
public static partial class Signals
{
    // signal(7), numbers of x86 and ARM.
    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["HUP"] = 1, ["INT"] = 2, ["QUIT"] = 3, ["KILL"] = 9, ["TERM"] = 15, ["CONT"] = 18, ["STOP"] = 19,
    };

    /// <summary>Sends a signal.</summary>
    /// <param name="process">The id of a process; negative: of a process group.</param>
    /// <param name="name">The signal without <c>SIG</c>, as <c>TERM</c>.</param>
    /// <returns>Whether there is such a process.</returns>
    public static bool Send(int process, string name) => SendNumber(process, Numbers[name]) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendNumber(int process, int number);
}
