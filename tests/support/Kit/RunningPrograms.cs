using System.Globalization;
using System.Text;

namespace Tests.Shared;

/// <summary>Programs of this machine, by <c>/proc</c>.</summary>
public static class RunningPrograms
{
    /// <summary>The ids of those that have a text in their command line, one in a line.</summary>
    public static string Of(string text)
    {
        StringBuilder found = new();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && ReadCommandLine(folder).Contains(text, StringComparison.Ordinal))
            {
                found.Append(CultureInfo.InvariantCulture, $"{id}\n");
            }
        }

        return found.ToString();
    }

    private static string ReadCommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return ""; // It has exited.
        }
    }
}
