using System.Runtime.InteropServices;

namespace Sdk.Tests.Journals;

internal static class NativeMethods
{
    /// <summary>A second number for an open file, as a child process gets it.</summary>
    [DllImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static extern int Duplicate(int file);
}
