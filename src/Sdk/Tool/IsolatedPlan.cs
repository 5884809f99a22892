using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Scalewright.Tool;

/// <summary>Reads and expands a file in a child process with a timeout and a memory limit.</summary>
/// <remarks>Names the plugin that blocks, overflows the stack or ends the process. Protects against mistakes, not
/// against malicious plugins.</remarks>
internal static class IsolatedPlan
{
    private const string MaxMemory = "0x80000000"; // 2 GiB, in the notation of the runtime's settings
    private const int ErrorHeadLength = 4000;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    public static VerbReport Make(PlanRequest request, TimeSpan timeout)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("scalewright-plan-");
        try
        {
            string report = Path.Combine(folder.FullName, "report.json");
            string trace = Path.Combine(folder.FullName, "trace");
            if (Run(request, report, trace, timeout) is not { } problem)
            {
                return JsonSerializer.Deserialize(File.ReadAllBytes(report), VerbReportJson.Default.VerbReport)!;
            }

            string field = File.Exists(trace) ? File.ReadAllText(trace) : "";
            return VerbReport.From(problem with { Source = request.File, Field = field });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs in the child: like <see cref="DirectPlan"/>, with a report file. Exits when its parent
    /// exits.</summary>
    public static ExitCode Work(PlanRequest request, string report)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(report))!;
        Thread watch = new(EndWithParent) { IsBackground = true };
        watch.Start();
        VerbReport planned = DirectPlan.Make(request, new PluginTrace(Path.Combine(folder, "trace")));
        string unfinished = report + ".part";
        File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(planned, VerbReportJson.Default.VerbReport));
        File.Move(unfinished, report);
        return planned.ExitCode;
    }

    private static void EndWithParent()
    {
        while (Console.In.Read() >= 0)
        {
            // The parent sends nothing. The end of the input means that the parent has exited.
        }

        Environment.Exit((int)ExitCode.Problems);
    }

    /// <summary>Returns null if the child delivered its report.</summary>
    private static Problem? Run(PlanRequest request, string report, string trace, TimeSpan timeout)
    {
        File.WriteAllText(trace, "");
        using Process child = Process.Start(Child(request, report))
            ?? throw new InvalidOperationException("the child process does not start");
        child.OutputDataReceived += (_, _) => { };
        child.BeginOutputReadLine();
        Task<string> errors = ReadHeadAsync(child.StandardError);
        PluginTimer watch = new(trace, timeout);
        while (!child.WaitForExit(Period))
        {
            if (watch.FindOverrun() is not { } limit)
            {
                continue;
            }

            child.Kill(entireProcessTree: true);
            child.WaitForExit();
            string seconds = limit.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return new Problem(
                ProblemCode.PluginFailed,
                $"timed out after {seconds} s",
                "fix the plugin, or increase the timeout with --plugin-timeout"
            );
        }

        return File.Exists(report) ? null : new Problem(ProblemCode.PluginFailed, Ending(child.ExitCode, errors.Result), "fix the plugin");
    }

    private static string Ending(int exitCode, string errors)
    {
        string cause = "ended the process";
        if (errors.Contains("Stack overflow", StringComparison.Ordinal))
        {
            cause = "overflowed the stack";
        }
        else if (errors.Contains("Out of memory", StringComparison.OrdinalIgnoreCase))
        {
            cause = "ran out of memory";
        }

        return string.Create(CultureInfo.InvariantCulture, $"{cause} (exit code {exitCode})");
    }

    private static ProcessStartInfo Child(PlanRequest request, string report)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        ProcessStartInfo start = new(
            program,
            [
                .. isHost ? [typeof(Program).Assembly.Location] : Array.Empty<string>(),
                "plan",
                request.File,
                .. request.ToOptions(),
                "--report",
                report,
            ]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = MaxMemory;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return start;
    }

    /// <summary>Returns only the start: a stack overflow prints thousands of lines, with the cause first.</summary>
    private static async Task<string> ReadHeadAsync(StreamReader reader)
    {
        char[] buffer = new char[ErrorHeadLength];
        int kept = await reader.ReadBlockAsync(buffer);
        char[] rest = new char[ErrorHeadLength];
        while (await reader.ReadBlockAsync(rest) > 0)
        {
            // Continues reading, so that the child does not block on a full pipe.
        }

        return new string(buffer, 0, kept);
    }
}

/// <summary>Measures the time of plugin code in a child process, excluding startup and reading.</summary>
/// <param name="trace">Trace of the child: the running plugin; empty for the tool's own code.</param>
/// <param name="timeout">Maximum time of uninterrupted code of one plugin.</param>
internal sealed class PluginTimer(string trace, TimeSpan timeout)
{
    /// <summary>Maximum time of uninterrupted tool code, if plugins are allowed less.</summary>
    private static readonly TimeSpan OwnLimit = TimeSpan.FromMinutes(2);

    private string _running = "";
    private long _since = Stopwatch.GetTimestamp();

    /// <summary>Returns the exceeded limit; null if none is exceeded.</summary>
    public TimeSpan? FindOverrun()
    {
        string running = ReadTrace();
        if (running != _running)
        {
            (_running, _since) = (running, Stopwatch.GetTimestamp());
        }

        TimeSpan limit = running.Length > 0 || timeout > OwnLimit ? timeout : OwnLimit;
        return Stopwatch.GetElapsedTime(_since) > limit ? limit : null;
    }

    /// <summary>Reads the trace. A partial write is corrected by the next poll.</summary>
    private string ReadTrace()
    {
        using StreamReader reader = new(new FileStream(trace, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}

[JsonSerializable(typeof(VerbReport))]
internal sealed partial class VerbReportJson : JsonSerializerContext;
