namespace Scalewright.Testing;

/// <summary>Folders for what the tests of a file leave, one for each file: two files of the same name have two.</summary>
internal static class LogPlace
{
    private const string MarkFile = ".source";

    /// <summary>The folder of a file's tests: its name without the ending, or that with a number where another file has it. Several programs may ask at once.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
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

    // The mark gets its name when it is written: nobody sees half of it.
    private static bool IsOf(string mark, string file)
    {
        if (!File.Exists(mark))
        {
            string own = FormattableString.Invariant($"{mark}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}");
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
