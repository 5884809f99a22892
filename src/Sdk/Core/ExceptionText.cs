namespace Scalewright;

/// <summary>
/// Formats exceptions as a clause of a <see cref="Problem"/>, without a final period and safe to print.
/// </summary>
public static class ExceptionText
{
    /// <summary>Returns the first line of the message, without the name of a parameter or path.</summary>
    /// <param name="exception">The exception.</param>
    public static string From(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        string text = exception.Message.Split('\n')[0].Split(" (Parameter '")[0];
        text = exception is IOException ? text.Split(" : '")[0] : text;
        return TextEscaping.Escape(text.TrimEnd('.', ' ', '\r'));
    }

    /// <summary>Returns the reason for a failed file access, without the path, which the problem already has.</summary>
    /// <param name="exception">The exception of the access.</param>
    /// <param name="path">Path of the file.</param>
    public static string From(Exception exception, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
        {
            return "its name is empty";
        }

        if (Directory.Exists(path))
        {
            return "it is a folder";
        }

        return exception switch
        {
            FileNotFoundException => "the file does not exist",
            DirectoryNotFoundException => "the folder does not exist",
            UnauthorizedAccessException => "access is denied",
            _ => From(exception),
        };
    }
}
