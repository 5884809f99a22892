namespace Scalewright.Testing;

/// <summary>Log folders for the tests of a file, unique even for files of the same name.</summary>
internal static class TestLogFolder
{
    private const string MarkFile = ".source";

    /// <summary>Returns the folder of a file's tests: its name, if necessary with a number. Safe for concurrent
    /// processes.</summary>
    public static string Take(string folder, string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        for (int number = 1; ; number++)
        {
            string path = Path.Join(folder, number == 1 ? name : FormattableString.Invariant($"{name}-{number}"));
            Directory.CreateDirectory(path);
            if (IsOf(Path.Join(path, MarkFile), file))
            {
                return path;
            }
        }
    }

    // The marker file is renamed after it is written, so that no process reads a part of it.
    private static bool IsOf(string mark, string file)
    {
        if (!File.Exists(mark))
        {
            string own =
                FormattableString.Invariant($"{mark}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}");
            File.WriteAllText(own, file);
            try
            {
                File.Move(own, mark, overwrite: false);
            }
            catch (IOException) when (File.Exists(mark))
            {
                File.Delete(own);
            }
        }

        return string.Equals(File.ReadAllText(mark), file, StringComparison.Ordinal);
    }
}
