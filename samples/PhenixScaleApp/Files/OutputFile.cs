using System.Globalization;

namespace PhenixScaleApp.Files;

/// <summary>Replaces files atomically by renaming. No fsync, because the files can be created again.</summary>
internal static class OutputFile
{
    private static int _number;

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">Path of the file; its folder exists.</param>
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

    /// <summary>Writes or replaces a file with a function.</summary>
    /// <param name="path">Path of the file; its folder exists.</param>
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

    /// <summary>Unique short name, because the name of the file may already have the maximum length.</summary>
    private static string DraftPath(string path) => Path.Join(
        Path.GetDirectoryName(path),
        string.Create(CultureInfo.InvariantCulture, $".scale-{Environment.ProcessId}-{Interlocked.Increment(ref _number)}.part"));
}
