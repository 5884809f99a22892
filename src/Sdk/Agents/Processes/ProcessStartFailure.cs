using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Scalewright.Agents.Processes;

internal static partial class ProcessStartFailure
{
    // Numbers from asm-generic/errno-base.h and asm-generic/resource.h, the same on x64 and ARM64.
    private const int NotPermitted = 1;
    private const int TryAgain = 11;
    private const int NoMemory = 12;
    private const int AccessDenied = 13;
    private const int NoFileOfSystem = 23;
    private const int NoFileOfProcess = 24;
    private const int ProcessLimit = 6;
    private const int FileLimit = 7;

    public static ulong MaxFiles => GetLimit(FileLimit, out ResourceLimit resourceLimit) == 0 ? resourceLimit.Soft : ulong.MaxValue;

    public static Exception Describe(string program, Win32Exception failure) =>
        failure.NativeErrorCode switch
        {
            NoFileOfProcess => Limit(
                program,
                $"the agent has no file descriptor left of its {Read(FileLimit)}",
                "raise its limit of open files (ulimit -n), or run fewer commands at once",
                failure
            ),
            NoFileOfSystem => Limit(
                program,
                "the node has no open file left",
                "raise fs.file-max of the node, or run fewer commands at once",
                failure
            ),
            TryAgain => Limit(
                program,
                $"no further process or thread may be started: the limit is {Read(ProcessLimit)} for the agent's user, or "
                    + "that of its cgroup",
                "raise the limit of processes (ulimit -u, pids.max), or run fewer commands at once",
                failure
            ),
            NoMemory => Limit(
                program,
                "the node has no memory left for a process",
                "give the node more memory, or run fewer commands at once",
                failure
            ),
            AccessDenied or NotPermitted => new UnauthorizedAccessException(
                $"'{TextEscaping.Escape(program)}' may not be started",
                failure
            ),
            _ => new IOException($"'{TextEscaping.Escape(program)}' cannot be started: {failure.Message}", failure),
        };

    private static LimitReachedException Limit(string program, string found, string advice, Exception failure) =>
        new($"'{TextEscaping.Escape(program)}' was not started: {found}", advice, failure);

    private static string Read(int limit) =>
        GetLimit(limit, out ResourceLimit resourceLimit) == 0 && resourceLimit.Soft != ulong.MaxValue
            ? $"{resourceLimit.Soft}"
            : "unlimited number";

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}

/// <summary>The exception that is thrown when the machine cannot start another program now.</summary>
internal sealed class LimitReachedException(string found, string advice, Exception reason) : IOException(found, reason)
{
    public string Advice => advice;
}
