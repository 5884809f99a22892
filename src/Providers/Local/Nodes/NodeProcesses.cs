using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>The processes of a node: each has the node's id among its variables, from whatever program it was started.</summary>
internal static class NodeProcesses
{
    /// <summary>The variable that holds the node's id.</summary>
    public const string Variable = "SCALEWRIGHT_LOCAL_ID";

    private const int RoundsMax = 10;

    // One whose parent does not ask how it ended stays in the table for ever.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    /// <summary>Kills all processes of a node, also those that appear meanwhile.</summary>
    public static void KillAll(string id)
    {
        byte[] mark = Encoding.UTF8.GetBytes($"{Variable}={id}");
        for (int round = 0; round < RoundsMax; round++)
        {
            int[] found = [.. Numbers().Where(pid => Has(pid, mark))];
            if (found.Length == 0)
            {
                return;
            }

            Kill(found);
        }
    }

    /// <summary>Kills processes and waits for their end.</summary>
    public static void Kill(IEnumerable<int> processes)
    {
        foreach (int pid in processes.Where(pid => pid != Environment.ProcessId))
        {
            try
            {
                using Process process = Process.GetProcessById(pid);
                process.Kill();
                process.WaitForExit(EndLimit);
            }
            catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It has ended by itself.
            }
        }
    }

    private static IEnumerable<int> Numbers() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0)
        .Where(pid => pid > 0 && pid != Environment.ProcessId);

    private static bool Has(int pid, byte[] variable)
    {
        try
        {
            byte[] all = File.ReadAllBytes($"/proc/{pid}/environ");
            return all.AsSpan().IndexOf(variable) is >= 0 and int at && (at == 0 || all[at - 1] == 0) && (at + variable.Length == all.Length || all[at + variable.Length] == 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return false;
        }
    }
}
