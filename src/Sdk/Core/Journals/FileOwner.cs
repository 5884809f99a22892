using System.Runtime.InteropServices;

namespace Scalewright.Journals;

/// <summary>Verifies that trusted files belong to the user of this process.</summary>
internal static partial class FileOwner
{
    /// <summary>Returns a clause with both users if the owner is not this process's user; otherwise null.</summary>
    /// <param name="owner">User ID of the file's owner.</param>
    public static string? FindProblem(uint owner) =>
        owner == UserId() ? null : FormattableString.Invariant($"it belongs to user {owner}, and this program runs as user {UserId()}");

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint UserId();
}
