using System.Runtime.InteropServices;
using Scalewright.Journals;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>
/// Checks that only this user can write to the folder of nodes, because its content determines their owners and
/// programs.
/// </summary>
internal static partial class FolderOwner
{
    private const int CurrentFolder = -100;
    private const int FollowNoLink = 0x100;
    private const uint TypeModeAndOwner = 0x0B;
    private const int TypeMask = 0xF000;
    private const int Folder = 0x4000;
    private const int OthersMayWrite = 0x02;
    private const int GroupMayWrite = 0x10;

    /// <summary>
    /// Returns the reason why a folder is not trusted; null if it is trusted, does not exist or cannot be checked.
    /// </summary>
    public static string? FindProblem(string path)
    {
        if (!OperatingSystem.IsLinux() || Read(path) is not { } status)
        {
            return null;
        }

        // Write access of the group is accepted unless the user is root, because the primary group of a user often has
        // no other members.
        int unwanted = Environment.IsPrivilegedProcess ? OthersMayWrite | GroupMayWrite : OthersMayWrite;
        if ((status.Mode & TypeMask) != Folder)
        {
            return "it is not a folder, or a link to one";
        }

        string? access =
            (status.Mode & unwanted) != 0 ? $"others may write into it (mode {Convert.ToString(status.Mode & 0xFFF, 8)})" : null;
        return LocalFileSystem.FindOwnershipProblem(status.Owner) ?? access;
    }

    private static (uint Owner, int Mode)? Read(string path)
    {
        try
        {
            return Statx(CurrentFolder, path, FollowNoLink, TypeModeAndOwner, out Status status) == 0 ? (status.Owner, status.Mode) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out Status status);

    // https://man7.org/linux/man-pages/man2/statx.2.html: the structure has 256 bytes and the same layout on all
    // architectures. Only these fields are read.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;
    }
}
