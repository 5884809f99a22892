using System.Collections;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Scalewright.Agents.Processes;

/// <summary>Starts a program in its own session with its output in a file.</summary>
/// <remarks>Uses the C library, so that neither a shell nor <c>setsid</c> is needed.</remarks>
internal sealed partial class DetachedProcess
{
    // Larger than the structures of glibc (80 and 336 bytes) and musl.
    private const int StructureBytes = 1024;

    // spawn.h of glibc and musl: POSIX_SPAWN_SETSID. fcntl.h: O_WRONLY | O_CREAT | O_APPEND.
    private const short NewSession = 0x80;
    private const int AppendToFile = 0x1 | 0x40 | 0x400;
    private const uint OwnerOnly = 0x180;
    private const int NoWait = 1;
    private const int SignalMask = 0x7F;
    private const int SignalBase = 128;

    private readonly int _id;
    private int? _exitCode;

    private DetachedProcess(int id) => _id = id;

    /// <summary>Exit code, or 128 plus the signal number; null while it runs.</summary>
    public int? ExitCode
    {
        get
        {
            if (_exitCode is null && WaitFor(_id, out int status, NoWait) == _id)
            {
                int signal = status & SignalMask;
                _exitCode = signal == 0 ? (status >> 8) & 0xFF : SignalBase + signal;
            }

            return _exitCode;
        }
    }

    /// <summary>Starts a program with empty input.</summary>
    public static unsafe DetachedProcess Start(string log, params string[] command)
    {
        byte* actions = stackalloc byte[StructureBytes];
        byte* attributes = stackalloc byte[StructureBytes];
        Check(InitializeActions(actions));
        Check(InitializeAttributes(attributes));
        try
        {
            Check(AddOpen(actions, 0, "/dev/null", 0, 0));
            Check(AddOpen(actions, 1, log, AppendToFile, OwnerOnly));
            Check(AddCopy(actions, 1, 2));
            Check(SetFlags(attributes, NewSession));
            Check(Spawn(out int id, command[0], actions, attributes, [.. command, null], [.. Variables(), null]));
            return new DetachedProcess(id);
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    public void Kill() => _ = ProcessInterop.Kill(_id, ProcessInterop.KillSignal);

    private static IEnumerable<string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}");

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new Win32Exception(error);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Spawn(
        out int id,
        string path,
        byte* actions,
        byte* attributes,
        string?[] arguments,
        string?[] variables
    );

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int AddCopy(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int id, out int status, int options);
}
