namespace Scalewright.Testing;

/// <summary>Log folders for the tests of a file, unique even for files of the same name.</summary>
internal static class TestLogFolder
{
    private const string MarkerFile = ".source";

    /// <summary>Returns the folder of a file's tests: its name, if necessary with a number. Safe for concurrent
    /// processes.</summary>
    public static string Acquire(string folder, string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        for (int number = 1; ; number++)
        {
            string path = Path.Join(folder, number == 1 ? name : FormattableString.Invariant($"{name}-{number}"));
            Directory.CreateDirectory(path);
            if (TryClaim(Path.Join(path, MarkerFile), file))
            {
                return path;
            }
        }
    }

    // The marker file is renamed after it is written, so that no process reads a part of it.
    private static bool TryClaim(string marker, string file)
    {
        if (!File.Exists(marker))
        {
            string temporaryFile = FormattableString.Invariant($"{marker}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}");
            File.WriteAllText(temporaryFile, file);
            try
            {
                File.Move(temporaryFile, marker, overwrite: false);
            }
            catch (IOException) when (File.Exists(marker))
            {
                File.Delete(temporaryFile);
            }
        }

        return string.Equals(File.ReadAllText(marker), file, StringComparison.Ordinal);
    }
}
