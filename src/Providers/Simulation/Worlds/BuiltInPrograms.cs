namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Programs that every simulated node has. Exit codes are those of GNU coreutils.</summary>
internal static class BuiltInPrograms
{
    private const int Failure = 1;
    private const int CopyBytes = 16 * 1024;

    public static ValueList<string> Names { get; } = ["cat", "date", "echo", "exit", "false", "hostname", "rm", "sleep", "true", "uname"];

    public static SimulatedProgram? Find(string name) =>
        name switch
        {
            "true" => (_, _) => Task.FromResult(0),
            "false" => (_, _) => Task.FromResult(Failure),
            "hostname" => (call, _) => Print(call, call.Node),
            "echo" => (call, _) => Print(call, string.Join(' ', call.Arguments)),
            "uname" => (call, _) => Print(call, "Linux"),
            "date" => (call, _) =>
                Print(call, call.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
            "exit" => (call, _) => Task.FromResult(ExitCode(call)),
            "sleep" => SleepAsync,
            "cat" => CatAsync,
            "rm" => RemoveAsync,
            _ => null,
        };

    private static Task<int> Print(SimulatedProgramContext call, string text)
    {
        call.Write(text + "\n");
        return Task.FromResult(0);
    }

    private static int ExitCode(SimulatedProgramContext call) =>
        call.Arguments is [string text] && byte.TryParse(text, CultureInfo.InvariantCulture, out byte code)
            ? code
            : Fail(call, "exit: give one number from 0 to 255");

    private static async Task<int> SleepAsync(SimulatedProgramContext call, CancellationToken cancellationToken)
    {
        if (
            call.Arguments is not [string text]
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            || seconds is not (>= 0 and <= int.MaxValue / 1000)
        )
        {
            return Fail(call, "sleep: give one number of seconds");
        }

        await Task.Delay(TimeSpan.FromSeconds(seconds), call.Clock, cancellationToken);
        return 0;
    }

    private static async Task<int> CatAsync(SimulatedProgramContext call, CancellationToken cancellationToken)
    {
        if (call.Request.Command.Count == 1)
        {
            call.Write(call.Request.Input);
            return 0;
        }

        foreach (string path in call.Request.Command.Skip(1))
        {
            try
            {
                await CopyAsync(call, path, cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return Fail(call, $"cat: {failure.Message}");
            }
        }

        return 0;
    }

    private static async Task<int> RemoveAsync(SimulatedProgramContext call, CancellationToken cancellationToken)
    {
        if (call.Arguments is not ["-f", ..])
        {
            return Fail(call, "rm: give '-f' and files");
        }

        foreach (string path in call.Request.Command.Skip(2))
        {
            try
            {
                await call.Files.DeleteAsync(path, cancellationToken);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return Fail(call, $"rm: {failure.Message}");
            }
        }

        return 0;
    }

    private static async Task CopyAsync(SimulatedProgramContext call, string path, CancellationToken cancellationToken)
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
