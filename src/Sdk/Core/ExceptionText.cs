namespace Scalewright;

/// <summary>
/// Formats exceptions as a clause of a <see cref="Problem"/>, without a final period and safe to print.
/// </summary>
internal static class ExceptionText
{
    public static string From(Exception exception)
    {
        string text = exception.Message.Split('\n')[0].Split(" (Parameter '")[0];
        text = exception is IOException ? text.Split(" : '")[0] : text;
        return TextEscaping.Escape(text.TrimEnd('.', ' ', '\r'));
    }

    /// <summary>Returns the reason for a failed file access, without the path, which the problem already has.</summary>
    public static string From(Exception exception, string path) =>
        exception switch
        {
            _ when path.Length == 0 => "its name is empty",
            _ when Directory.Exists(path) => "it is a folder",
            FileNotFoundException => "the file does not exist",
            DirectoryNotFoundException => "the folder does not exist",
            UnauthorizedAccessException => "access is denied",
            _ => From(exception),
        };
}
