using System.Collections.Frozen;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Programs that every simulated node has. Exit codes are those of GNU coreutils.</summary>
internal static class BuiltInPrograms
{
    private const int Failure = 1;
    private const int CopyBytes = 16 * 1024;

    // About 25 days; the limit of Task.Delay is about 50 days.
    private const int MaxSleepSeconds = int.MaxValue / 1000;

    private static readonly FrozenDictionary<string, SimulatedProgram> Programs = new Dictionary<string, SimulatedProgram>(
        StringComparer.Ordinal
    )
    {
        ["true"] = (_, _) => Task.FromResult(0),
        ["false"] = (_, _) => Task.FromResult(Failure),
        ["hostname"] = (call, _) => Print(call, call.Node),
        ["echo"] = (call, _) => Print(call, string.Join(' ', call.Arguments)),
        ["uname"] = (call, _) => Print(call, "Linux"),
        ["date"] = (call, _) => Print(call, call.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        ["exit"] = (call, _) => Task.FromResult(ParseExitCode(call)),
        ["sleep"] = SleepAsync,
        ["cat"] = CatAsync,
        ["mkdir"] = CreateFoldersAsync,
        ["rm"] = RemoveAsync,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => Programs.Keys;

    public static SimulatedProgram? Find(string name) => Programs.GetValueOrDefault(name);

    private static Task<int> Print(SimulatedProgramContext call, string text)
    {
        call.Write(text + "\n");
        return Task.FromResult(0);
    }

    private static int ParseExitCode(SimulatedProgramContext call) =>
        call.Arguments is [string text] && byte.TryParse(text, CultureInfo.InvariantCulture, out byte code)
            ? code
            : Fail(call, "exit: give one number from 0 to 255");

    private static async Task<int> SleepAsync(SimulatedProgramContext call, CancellationToken cancellationToken)
    {
        if (
            call.Arguments is not [string text]
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            || seconds is not (>= 0 and <= MaxSleepSeconds)
        )
        {
            return Fail(call, "sleep: give one number of seconds");
        }

        await Task.Delay(TimeSpan.FromSeconds(seconds), call.Clock, cancellationToken);
        return 0;
    }

    private static async Task<int> CatAsync(SimulatedProgramContext call, CancellationToken cancellationToken)
    {
        if (call.Arguments.IsEmpty)
        {
            call.Write(call.Request.Input);
            return 0;
        }

        return await ForEachAsync(call, call.Arguments.ToArray(), "cat", path => CopyAsync(call, path, cancellationToken));
    }

    private static async Task<int> CreateFoldersAsync(SimulatedProgramContext call, CancellationToken cancellationToken)
    {
        if (call.Arguments is not ["-p", _, ..])
        {
            return Fail(call, "mkdir: give '-p' and folders");
        }

        return await ForEachAsync(call, call.Arguments[1..].ToArray(), "mkdir", path =>
            call.Files.CreateFolderAsync(path, cancellationToken)
        );
    }

    private static async Task<int> RemoveAsync(SimulatedProgramContext call, CancellationToken cancellationToken)
    {
        if (call.Arguments is not ["-f", ..])
        {
            return Fail(call, "rm: give '-f' and files");
        }

        return await ForEachAsync(call, call.Arguments[1..].ToArray(), "rm", path => call.Files.DeleteAsync(path, cancellationToken));
    }

    /// <summary>Runs an action on each path and ends at the first that fails.</summary>
    private static async Task<int> ForEachAsync(
        SimulatedProgramContext call,
        IEnumerable<string> paths,
        string program,
        Func<string, ValueTask> action
    )
    {
        foreach (string path in paths)
        {
            try
            {
                await action(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return Fail(call, $"{program}: {exception.Message}");
            }
        }

        return 0;
    }

    private static async ValueTask CopyAsync(SimulatedProgramContext call, string path, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[CopyBytes];
        await using Stream content = await call.Files.OpenAsync(path, cancellationToken);
        int count;
        while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            call.Output.WriteOutput(buffer.AsSpan(0, count));
        }
    }

    private static int Fail(SimulatedProgramContext call, string text)
    {
        call.WriteError(text + "\n");
        return Failure;
    }
}
