using System.Runtime.InteropServices;

namespace Scalewright.Agents.Processes;

/// <summary>Runs a program in a new session like <c>setsid</c>, for machines without it.</summary>
internal static partial class SetsidLauncher
{
    // signal.h: SIGPIPE. The .NET runtime ignores this signal, and the program would inherit the setting.
    private const int BrokenPipe = 13;

    /// <summary>Replaces this process with a program. Throws if the program cannot be started.</summary>
    [DoesNotReturn]
    public static void Become(IReadOnlyList<string> command)
    {
        _ = NewSession();
        _ = SetSignal(BrokenPipe, 0);
        _ = Execute(command[0], [.. command, null]);
        string reason = Marshal.GetLastPInvokeErrorMessage();
        throw new InvalidOperationException($"'{TextEscaping.Escape(command[0])}' cannot be started: {reason}");
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int NewSession();

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetSignal(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);
}
