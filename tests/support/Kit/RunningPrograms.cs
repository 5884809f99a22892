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

    /// <summary>Waits for the end of a process, whoever its parent is: one that only waits to be asked how it ended has ended.</summary>
    public static async Task EndedAsync(int id)
    {
        while (Lives(id))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }

    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the state stands behind the name, which is in parentheses and may hold any.
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
