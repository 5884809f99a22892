using System.Diagnostics.CodeAnalysis;

namespace Scalewright.Providers.Ssh.Masters;

/// <summary>Files and folders that nobody but the user of this process can read.</summary>
[SuppressMessage("Interoperability", "CA1416", Justification = "Transports are made on Linux only.")]
internal static class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, string text, bool isProgram = false)
    {
        UnixFileMode mode = isProgram ? Owner | UnixFileMode.UserExecute : Owner;
        using FileStream file = new(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        using StreamWriter writer = new(file);
        writer.Write(text);
    }

    public static void MakeFolder(string path) => Directory.CreateDirectory(path, Owner | UnixFileMode.UserExecute);
}
