using System.Runtime.InteropServices;

namespace Scalewright.Journals;

/// <summary>The rule that what this program trusts belongs to the user it runs as. The local provider compiles this file, too.</summary>
internal static partial class FileOwner
{
    /// <summary>Names both users when a file belongs to another user than that of this program; else null.</summary>
    /// <param name="owner">The number of the user to whom the file belongs.</param>
    public static string? FindFault(uint owner) => owner == UserId()
        ? null
        : FormattableString.Invariant($"it belongs to user {owner}, and this program runs as user {UserId()}");

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint UserId();
}
