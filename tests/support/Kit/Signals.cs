using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tests.Shared;

public static partial class Signals
{
    // SIG_DFL of signal(2).
    private const nint DefaultHandler = 0;

    // signal(7), numbers of x86 and ARM.
    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["KILL"] = 9,
        ["TERM"] = 15,
        ["CONT"] = 18,
        ["STOP"] = 19,
    };

    /// <param name="process">Negative for a process group.</param>
    /// <param name="name">Without <c>SIG</c>, as in <c>TERM</c>.</param>
    /// <returns>Whether the process exists.</returns>
    public static bool Send(int process, string name) => SendNumber(process, Numbers[name]) == 0;

    /// <summary>
    /// Restores SIGINT and SIGQUIT for what the tests start. A shell ignores both in what a script runs in the background, child
    /// processes inherit that, and .NET leaves an ignored signal ignored: a test that sends one would wait for a reaction forever.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The assembly is part of test programs only, and its first use must do this.")]
    internal static void RestoreIgnored()
    {
        if (OperatingSystem.IsLinux())
        {
            const string field = "SigIgn:";
            string mask = File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith(field, StringComparison.Ordinal))[field.Length..]
                .Trim();
            ulong ignored = ulong.Parse(mask, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            foreach (int number in new[] { Numbers["INT"], Numbers["QUIT"] }.Where(number => (ignored >> (number - 1) & 1) == 1))
            {
                SetHandler(number, DefaultHandler);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SetHandler(int number, nint handler);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendNumber(int process, int number);
}
