using System.Globalization;

namespace PhenixScaleApp.Files;

/// <summary>Writes a file beside its place and renames it, so that nobody ever reads half of one. No fsync: the files can be made again.</summary>
internal static class OutputFile
{
    private static int _number;

    /// <summary>Writes a file; one that is there is replaced.</summary>
    /// <param name="path">Where; its folder exists.</param>
    /// <param name="content">Its bytes.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string draft = DraftPath(path);
        try
        {
            using (Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(draft, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, content, fileOffset: 0);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>Writes a file by a function; one that is there is replaced.</summary>
    /// <param name="path">Where; its folder exists.</param>
    /// <param name="write">Writes its bytes.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string draft = DraftPath(path);
        try
        {
            using (FileStream file = new(draft, FileMode.CreateNew, FileAccess.Write))
            {
                write(file);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    /// <summary>A short name of its own in the same folder: the wanted name may already be as long as names get.</summary>
    private static string DraftPath(string path) => Path.Join(
        Path.GetDirectoryName(path),
        string.Create(CultureInfo.InvariantCulture, $".scale-{Environment.ProcessId}-{Interlocked.Increment(ref _number)}.part"));
}
