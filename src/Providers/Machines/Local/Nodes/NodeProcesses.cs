using System.ComponentModel;
using System.Diagnostics;
using Scalewright.Providers.Local.Links;

namespace Scalewright.Providers.Local.Nodes;

/// <summary>
/// Processes of a node: those with the node's ID in their environment, regardless of which program started them, and
/// those in its network namespace.
/// </summary>
internal static class NodeProcesses
{
    /// <summary>Environment variable with the node's ID.</summary>
    public const string Variable = "SCALEWRIGHT_LOCAL_NODE_ID";

    private const int MaxAttempts = 10;

    // proc_pid_stat(5): num_threads is field 20, vsize 23, env_start 50 and env_end 51. ReadFields starts with field 3, the state.
    private const int ThreadCountIndex = 17;
    private const int MemorySizeIndex = 20;
    private const int EnvironmentStartIndex = 47;
    private const int EnvironmentEndIndex = 48;

    // A process that blocks in the kernel may never exit.
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(2);

    // Loading a program may wait for a slow disk.
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Kills all processes of a node, including those that are started in the meantime. Does not report those that
    /// remain after the last attempt: a killed process that blocks in the kernel exits when its system call returns.
    /// </summary>
    public static void KillAll(string id)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            int[] processes = Find(id);
            if (processes.Length == 0)
            {
                return;
            }

            Kill(processes);
        }
    }

    /// <summary>Kills processes and waits for their exit.</summary>
    public static void Kill(IEnumerable<int> processes)
    {
        int[] killed = [.. processes.Where(pid => pid != Environment.ProcessId)];
        foreach (int pid in killed)
        {
            try
            {
                using Process process = Process.GetProcessById(pid);
                process.Kill();
            }
            catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It has already exited.
            }
        }

        SpinWait.SpinUntil(() => killed.All(HasExited), ExitTimeout);
    }

    /// <summary>Finds the IDs of a node's processes, including stopped and exited ones.</summary>
    public static int[] Find(string id)
    {
        byte[] variable = Encoding.UTF8.GetBytes($"{Variable}={id}");
        string? networkNamespace = FindNamespace(id);
        return
        [
            .. ListProcessIds().Where(pid => HasVariable(pid, variable) || (networkNamespace is not null && IsIn(pid, networkNamespace))),
        ];
    }

    // https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html: the fourth field is the mounted root, for
    // example net:[4026532281], and the fifth is the mount point.
    private static string? FindNamespace(string id)
    {
        string path = NetworkNamespaces.GetPath(id);
        return !File.Exists(path)
            ? null
            : File.ReadLines("/proc/self/mountinfo")
                .Select(line => line.Split(' '))
                .FirstOrDefault(fields => fields.Length > 4 && fields[4] == path)
                ?[3];
    }

    private static bool IsIn(int pid, string networkNamespace)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/net").LinkTarget == networkNamespace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The process has exited, or belongs to another user.
            return false;
        }
    }

    /// <summary>
    /// Finds the processes of a node that need a signal before the node is paused. Stopped and exited processes need
    /// none, and neither do signaled processes that block in the kernel: they stop when their system call returns.
    /// </summary>
    public static int[] FindUnpaused(string id, IReadOnlySet<int> signaled) =>
        [
            .. Find(id)
                .Where(pid =>
                    ReadState(pid) switch
                    {
                        'T' or 't' or 'Z' or 'X' => false,
                        'D' => !signaled.Contains(pid),
                        _ => true,
                    }
                ),
        ];

    private static char ReadState(int pid) => ReadFields(pid) is [[var state, ..], ..] ? state : 'X';

    // A zombie process has exited when none of its other threads is left.
    private static bool HasExited(int pid) =>
        ReadFields(pid) is not [[var state, ..], ..] fields
        || state == 'X'
        || (state == 'Z' && fields.ElementAtOrDefault(ThreadCountIndex) is "0" or "1");

    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the state and the following fields come after the
    // name, which is in parentheses and may contain parentheses.
    private static string[] ReadFields(int pid)
    {
        try
        {
            string line = File.ReadAllText($"/proc/{pid}/stat");
            return line.LastIndexOf(')') is >= 0 and int end && end + 2 < line.Length ? line[(end + 2)..].Split(' ') : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The process has exited.
            return [];
        }
    }

    private static IEnumerable<int> ListProcessIds() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(path =>
                int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0
            )
            .Where(pid => pid > 0 && pid != Environment.ProcessId);

    private static bool HasVariable(int pid, byte[] variable)
    {
        try
        {
            byte[] all = ReadEnvironment(pid);
            return all.AsSpan().IndexOf(variable) is >= 0 and int at
                && (at == 0 || all[at - 1] == 0)
                && (at + variable.Length == all.Length || all[at + variable.Length] == 0);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The process has exited, or belongs to another user.
            return false;
        }
    }

    // execve(2) replaces the environment: it is empty until the new program is loaded. A process may start several programs,
    // one after the other.
    private static byte[] ReadEnvironment(int pid)
    {
        byte[] all = [];
        SpinWait.SpinUntil(
            () =>
            {
                all = File.ReadAllBytes($"/proc/{pid}/environ");
                return all.Length > 0 || !CanHaveEnvironment(pid);
            },
            StartTimeout
        );
        return all;
    }

    // Of a process that starts a program, Linux reports memory, but not yet the addresses of the environment. Kernel threads and
    // zombie processes have no memory.
    private static bool CanHaveEnvironment(int pid)
    {
        if (ReadFields(pid) is not { Length: > EnvironmentEndIndex } fields)
        {
            return false;
        }

        bool isStartingProgram = fields[MemorySizeIndex] != "0" && fields[EnvironmentEndIndex] == "0";
        return isStartingProgram || fields[EnvironmentStartIndex] != fields[EnvironmentEndIndex];
    }
}
