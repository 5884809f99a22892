using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Scalewright.Providers.Local.Links;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>
/// Addresses that the nodes of all folders and users of this machine have. Each is a symbolic link ADDRESS to the
/// folder of its node, because a link is created together with its content. It has no effect without that folder.
/// Addresses that no node may have are links to the folder of all nodes.
/// </summary>
internal static partial class MachineAddresses
{
    // Programs can choose their folder for temporary files, so Path.GetTempPath() is not the same for all.
    private const string Root = "/tmp/scalewright-addresses";

    // Mode 1777, as of /tmp: each user can add links and remove only own ones.
    private const uint SharedMode = 0x3FF;

    // LOCK_EX and LOCK_NB of flock(2).
    private const int LockExclusiveNow = 2 | 4;

    // O_CLOEXEC of open(2).
    private const int CloseOnExec = 0x80000;

    // EEXIST of errno(3).
    private const int FileExists = 17;

    // Programs hold the lock only while they replace one link.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Takes an address for a node; false if another node has it, or if it is reserved.</summary>
    /// <exception cref="LinkSetupException">This user cannot write to the shared folder.</exception>
    public static bool TryTake(string address, string node)
    {
        try
        {
            string path = Path.Join(Root, address);
            string? owner = ReadOwner(path);
            if (owner is null)
            {
                Make();
                return TryLink(path, node);
            }

            return owner == node || (!Directory.Exists(owner) && TryReplace(path, node));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LinkSetupException(LocalProblems.AddressesNotWritten(Root, failure.Message), failure);
        }
    }

    /// <summary>
    /// Reserves an address that no node may have, because it is that of a range or of this machine. Several folders can
    /// reserve the same one.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <param name="nodes">Folder of all nodes of a root folder.</param>
    /// <returns>The folder of the node that has the address; null if the address is reserved.</returns>
    /// <exception cref="LinkSetupException">This user cannot write to the shared folder.</exception>
    public static string? Reserve(string address, string nodes) =>
        TryTake(address, nodes) || ReadOwner(Path.Join(Root, address)) is not { } owner || IsReservation(owner) ? null : owner;

    /// <summary>Returns the folder of another existing node that has the address of a node; null if none.</summary>
    public static string? FindOther(string address, string node) =>
        ReadOwner(Path.Join(Root, address)) is { } owner
        && owner != node
        && !IsReservation(owner)
        && Directory.Exists(owner)
        // Other users must not be able to make nodes of this user fail.
        && FolderOwner.FindProblem(owner) is null
            ? owner
            : null;

    /// <summary>Releases an address if a node has it.</summary>
    public static void Free(string address, string node)
    {
        string path = Path.Join(Root, address);
        if (ReadOwner(path) == node)
        {
            File.Delete(path);
        }
    }

    // Under a lock, so that no program deletes a link that another one has just created instead of the stale one.
    private static bool TryReplace(string path, string node)
    {
        using SafeFileHandle folder = OpenRoot();
        if (folder.IsInvalid || !SpinWait.SpinUntil(() => Lock(folder, LockExclusiveNow) == 0, LockTimeout))
        {
            throw new IOException("another program does not release its lock");
        }

        if (Directory.Exists(ReadOwner(path)))
        {
            return false;
        }

        try
        {
            File.Delete(path);
        }
        catch (UnauthorizedAccessException)
        {
            // A node of another user, whose folder this user cannot see.
            return false;
        }

        return TryLink(path, node);
    }

    private static bool TryLink(string path, string node)
    {
        try
        {
            File.CreateSymbolicLink(path, node);
            return true;
        }
        catch (IOException failure) when (failure.HResult == FileExists || ReadOwner(path) is not null)
        {
            // Another program acquired the address first.
            return false;
        }
    }

    private static string? ReadOwner(string path) => new FileInfo(path).LinkTarget;

    private static bool IsReservation(string owner) => Path.GetFileName(owner) == NodeFolders.NodesFolder;

    private static void Make()
    {
        bool isNew = MakeFolder(Root, SharedMode) == 0;
        if (isNew || FolderOwner.FindProblem(Root) is null)
        {
            // The mask of this process limits the mode of new folders. A program may be killed before it sets the mode.
            using SafeFileHandle folder = OpenRoot();
            SetMode(folder, SharedMode);
        }
    }

    private static SafeFileHandle OpenRoot()
    {
        // O_DIRECTORY and O_NOFOLLOW of open(2); ARM kernels use other values.
        bool isArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
        int folderWithoutLink = isArm ? 0x4000 | 0x8000 : 0x10000 | 0x20000;
        return Open(Root, folderWithoutLink | CloseOnExec, 0);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int SetMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolder(string path, uint mode);
}
