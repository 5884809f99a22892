namespace Tests.Shared;

public static class RunningPrograms
{
    /// <summary>Ids of the processes with a text in their command line, one per line.</summary>
    public static string Of(string text)
    {
        StringBuilder found = new();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && ReadCommandLine(folder).Contains(text, StringComparison.Ordinal)
            )
            {
                found.Append(CultureInfo.InvariantCulture, $"{id}\n");
            }
        }

        return found.ToString();
    }

    /// <summary>A zombie counts as exited, because its parent may be another process.</summary>
    public static async Task EndedAsync(int id)
    {
        while (Lives(id))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the state follows the name, which is in parentheses
    // and may contain any characters.
    private static bool Lives(int id)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
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
